package sluice.adapter;

import java.io.Serializable;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.spi.ObjectFactory;

/**
 * Where gadget chains end: a call is recorded, and nothing else happens. A stream can name the class only
 * where the adapter was started with libraries.
 */
public final class Reached implements Serializable, ObjectFactory {
    private static final long serialVersionUID = 1;
    private static final String WORD = "reached";

    /** What an object of the chain was told to call by name. */
    public Object reached() {
        Case.effect("the end of the chain was reached");
        return WORD;
    }

    /** The same by the name of a property. */
    public Object getReached() {
        return reached();
    }

    /** The same in place of a comparison. */
    public int reached(Object left, Object right) {
        reached();
        return left == right ? 0 : 1;
    }

    @Override
    public Object getObjectInstance(Object reference, Name name, Context context, Hashtable<?, ?> environment) {
        reached();
        return null;
    }
}
