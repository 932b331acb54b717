package sluice.adapter;

import java.io.InvalidObjectException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The fields and named pieces that one class of an object declares. */
final class Members {
    final Class<?> level;
    final Model model;
    private final Map<String, Field> fields = new HashMap<>();
    private final Map<String, Integer> pieces = new HashMap<>();
    private Field held;
    private Field life;

    Members(Class<?> level, Model model) {
        this.level = level;
        this.model = model;
        try {
            for (Model.Field field : model.fields) {
                fields.put(field.name(), level.getField(field.name()));
            }
            if (!model.layout.isEmpty()) {
                held = level.getDeclaredField(ClassMaker.PIECES);
            }
            life = Arrays.stream(level.getFields()).filter(field -> field.getName().equals(ClassMaker.LIFE)).findFirst()
                    .orElse(null);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < model.layout.size(); i++) {
            if (model.layout.get(i).name() != null) {
                pieces.put(model.layout.get(i).name(), i);
            }
        }
    }

    boolean has(String name) {
        return fields.containsKey(name) || pieces.containsKey(name);
    }

    Object get(Object object, String name) {
        try {
            Field field = fields.get(name);
            if (field != null) {
                return field.get(object);
            }
            Object[] all = (Object[]) held.get(object);
            return all == null ? null : all[pieces.get(name)];
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    Object[] pieces(Object object) {
        try {
            return held == null ? null : (Object[]) held.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** True if objects of the class have a finalizer that tells of itself. */
    boolean hasFinalizer() {
        return life != null;
    }

    /** Gives the object what its finalizer shall tell; false if it has none. */
    boolean tell(Object object, Object what) {
        try {
            if (life != null) {
                life.set(object, what);
            }
            return life != null;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keeps the custom data, if the class has any. */
    void keep(Object object, Object[] all) {
        try {
            if (held != null) {
                held.set(object, all);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As ObjectInputStream does it: a value that the field cannot hold is a ClassCastException. */
    void set(Object object, String name, Object value) throws InvalidObjectException {
        try {
            fields.get(name).set(object, value);
        } catch (IllegalArgumentException e) {
            throw new ClassCastException("cannot assign to field " + name + " of " + level.getName());
        } catch (IllegalAccessException e) {
            throw new InvalidObjectException(name);
        }
    }
}
