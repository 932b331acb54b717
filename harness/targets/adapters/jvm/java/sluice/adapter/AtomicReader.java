package sluice.adapter;

import org.apache.river.api.io.AtomicSerial;

import java.io.IOException;
import java.io.ObjectInput;

/** JGDMS: takes the custom data of one class of an object, before there is an object. Public, since made classes ask. */
public final class AtomicReader implements AtomicSerial.ReadObject {
    private final Model model;
    /** Null until it was called: the stream may have no part of the class. */
    Object[] pieces;

    private AtomicReader(Model model) {
        this.model = model;
    }

    /** A reader for an object of the class, or of one below it. */
    public static AtomicSerial.ReadObject of(Class<?> level) {
        return new AtomicReader(Case.current().classes.model(level));
    }

    @Override
    public void read(ObjectInput in) throws IOException, ClassNotFoundException {
        pieces = Probes.readPieces(model, in);
    }
}
