package sluice.adapter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is seen of one case while it is read. One case is read at a time, by a thread of its own; what other
 * threads do afterwards finds no case and is not recorded.
 */
final class Case {
    private static final int EVENTS = 50_000;
    private static volatile Case current;
    /** Threads that code of a stream starts belong to the case of their maker. */
    private static final InheritableThreadLocal<Case> OWNER = new InheritableThreadLocal<>();

    /** How far an object of a model is. */
    private static final class Life {
        final int handle;
        final Case owner;
        boolean checking;
        boolean over;
        boolean leaked;

        Life(int handle, Case owner) {
            this.handle = handle;
            this.owner = owner;
        }
    }

    final ModelClasses classes;
    final List<String> events = new ArrayList<>();
    final List<String> effects = new ArrayList<>();
    /** Null where the reader has no handles that can be seen: then there is no trace. */
    Handles handles;
    /** Null where there is none. */
    LimitFilter filter;
    /** Set where a class was needed that cannot be made, even if the reader swallowed the exception. */
    String unknown;
    private final Map<Object, Life> lives = new IdentityHashMap<>();
    private final Finalizers finalizers = new Finalizers();
    private int finalizable;
    private final Map<Class<?>, Members> members = new IdentityHashMap<>();

    Case(ModelClasses classes) {
        this.classes = classes;
    }

    static Case current() {
        return current;
    }

    static void enter(Case entered) {
        current = entered;
    }

    /** The calling thread is the one that reads the case. */
    void own() {
        OWNER.set(this);
    }

    /** Thrown away when it is of no case, or of one that is over: code of a stream may outlive its case. */
    static void effect(String what) {
        Case now = OWNER.get();
        if (now != null && now == current) {
            synchronized (now.effects) {
                if (now.effects.size() < 16 && !now.effects.contains(what)) {
                    now.effects.add(what);
                }
            }
        }
    }

    Unsupported unsupported(String what) {
        unknown = what;
        return new Unsupported(what);
    }

    Members members(Class<?> level) {
        Members known = members.get(level);
        if (known == null) {
            known = new Members(level, classes.model(level));
            members.put(level, known);
        }
        return known;
    }

    /** The class of a field's type as it stands in a stream. */
    Class<?> type(String signature) throws ClassNotFoundException {
        return switch (signature.charAt(0)) {
            case '[' -> Class.forName(signature.replace('/', '.'), false, classes);
            case 'L' -> Class.forName(signature.substring(1, signature.length() - 1).replace('/', '.'), false, classes);
            default -> int.class;
        };
    }

    /** The object exists from now on at the latest. */
    void begin(Object object) {
        if (handles != null && !lives.containsKey(object)) {
            Life life = new Life(handles.of(object), this);
            lives.put(object, life);
            if (members(object.getClass()).tell(object, life)) {
                finalizable++;
            }
            if (!isChecked(object)) {
                checkBegan(object);
                event("check-ended", life.handle, true, object.getClass().getName(), "");
            }
            event("constructed", life.handle, true, object.getClass().getName(), "");
        }
    }

    void called(Object object, Class<?> level, String code) {
        if (handles != null) {
            Life life = lives.get(object);
            event("called", life == null ? handles.next() : life.handle, true, level.getName(), code);
        }
    }

    /** Another object has got hold of this one. */
    void seen(Object value) {
        Life life = value == null ? null : lives.get(value);
        if (life != null && !life.over && !life.leaked) {
            life.leaked = true;
            event("published", life.handle, true, value.getClass().getName(), "");
        }
    }

    void checkBegan(Object object) {
        Life life = lives.get(object);
        if (life != null && !life.checking) {
            life.checking = true;
            event("check-began", life.handle, true, object.getClass().getName(), "");
        }
    }

    /** The check of one class of it is over: that of the object only behind its last class. */
    void checkEnded(Object object, boolean ok, boolean last, String reason) {
        Life life = lives.get(object);
        if (life != null && (!ok || last)) {
            if (isChecked(object)) {
                event("check-ended", life.handle, ok, object.getClass().getName(), reason);
            }
            life.over = ok;
        }
    }

    /** Of what has no invariants the check is over before it could begin: no data can break them. */
    private boolean isChecked(Object object) {
        for (Class<?> each = object.getClass(); classes.model(each) != null; each = each.getSuperclass()) {
            if (classes.model(each).hasInvariants()) {
                return true;
            }
        }
        return false;
    }

    void resolved(Object object, boolean ok) {
        Life life = lives.get(object);
        if (life != null) {
            life.over = ok;
            event("resolved", life.handle, ok, object.getClass().getName(), "");
        }
    }

    /** How many objects have a finalizer that tells of itself. */
    int finalizable() {
        return finalizable;
    }

    /** The finalizer of an object runs, which was told `life` when it was begun: null if it never was. */
    static void finalized(Object life) {
        if (life instanceof Life known && known.owner == current && !known.over) {
            known.owner.finalizers.take(known.handle);
        }
    }

    /**
     * The reader has ended with a failure: nobody may have what it made and then refused. To be called when no
     * other reference to the stream and its objects is left; no event can be told behind it.
     */
    void lookAtFinalizers() throws InterruptedException {
        if (handles == null || unknown != null) {
            return;
        }
        int offset = handles.offset();
        handles = null;
        Map<Integer, String> refused = new HashMap<>();
        lives.forEach((object, life) -> {
            if (!life.over && members(object.getClass()).hasFinalizer()) {
                refused.put(life.handle, object.getClass().getName());
            }
        });
        lives.clear();
        if (!refused.isEmpty()) {
            for (int handle : finalizers.await(refused.size())) {
                event("published", handle, true, refused.get(handle), "finalizer", offset);
            }
        }
    }

    private void event(String type, int handle, boolean ok, String name, String reason) {
        event(type, handle, ok, name, reason, handles.offset());
    }

    private void event(String type, int handle, boolean ok, String name, String reason, int offset) {
        if (events.size() < EVENTS) {
            events.add(type + '\t' + handle + '\t' + (ok ? '1' : '0') + '\t' + name + '\t' + reason + '\t' + offset);
        }
    }
}
