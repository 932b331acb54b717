package sluice.corpus;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a class whose writeObject neither calls defaultWriteObject nor writeFields. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface SkipsFields {
}
