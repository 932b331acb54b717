package sluice.adapter;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;

/** When two values are equal, and which comes first: harness/models/FORMAT.md, under `check`. */
final class Equality {
    private final Case now;

    Equality(Case now) {
        this.now = now;
    }

    boolean isEqual(Object left, Object right) {
        if (left == null || right == null || left.getClass() != right.getClass()) {
            return false;
        }
        Model model = now.classes.model(left.getClass());
        if (model != null && model.byFields) {
            return haveEqualData(left, right);
        }
        return model == null && !(left instanceof Collection) && !(left instanceof Map) && left.equals(right);
    }

    private boolean haveEqualData(Object left, Object right) {
        for (Class<?> each = left.getClass(); now.classes.model(each) != null; each = each.getSuperclass()) {
            Members members = now.members(each);
            for (Model.Field field : members.model.fields) {
                if (!isSame(members.get(left, field.name()), members.get(right, field.name()))) {
                    return false;
                }
            }
            if (!areSame(members.pieces(left), members.pieces(right))) {
                return false;
            }
        }
        return true;
    }

    private boolean isSame(Object left, Object right) {
        return left == right || isEqual(left, right)
                || left instanceof Object[] one && right instanceof Object[] other && areSame(one, other);
    }

    private boolean areSame(Object[] left, Object[] right) {
        if (left == null || right == null || left.length != right.length) {
            return left == right;
        }
        for (int i = 0; i < left.length; i++) {
            if (!isSame(left[i], right[i])) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("unchecked")
    Comparator<Object> natural() {
        return (left, right) -> {
            if (left instanceof Comparable<?> known && now.classes.model(left.getClass()) == null
                    || left instanceof Enum<?>) {
                return ((Comparable<Object>) left).compareTo(right);
            }
            throw now.unsupported("the order of " + left.getClass().getName());
        };
    }
}
