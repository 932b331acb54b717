/* Points and rectangles of java.awt: nothing but numbers. */
#include "classes_internal.h"

#define NUMBERS(class_name, number, ...)                                                           \
    CLASS("java.awt." class_name, number), .is_mutable = true, FIELDS(__VA_ARGS__),                \
                                           .equality = SLUICE_EQUAL_FIELDS
#define POINT(type) NEEDED("x", type), NEEDED("y", type)
#define SIZES(type) NEEDED("width", type), NEEDED("height", type)
#define LINE(type) NEEDED("x1", type), NEEDED("y1", type), NEEDED("x2", type), NEEDED("y2", type)

/* Their superclasses are not serializable and hold nothing. */
#define A_POINT IMPLEMENTS("java.lang.Cloneable", "java.awt.geom.Point2D")
#define A_RECTANGLE IMPLEMENTS("java.lang.Cloneable", "java.awt.geom.Rectangle2D", "java.awt.Shape")
#define A_LINE IMPLEMENTS("java.lang.Cloneable", "java.awt.Shape")
#define OTHER IMPLEMENTS("java.lang.Cloneable")

static const struct sluice_class_model models[] = {
    {NUMBERS("Point", -5276940640259749850, POINT("I")), A_POINT},
    {NUMBERS("Dimension", 4723952579491349524, SIZES("I")), OTHER},
    {NUMBERS("Rectangle", -4345857070255674764, POINT("I"), SIZES("I")), A_RECTANGLE},
    {NUMBERS("Insets", -2272572637695466749, NEEDED("top", "I"), NEEDED("left", "I"),
             NEEDED("bottom", "I"), NEEDED("right", "I")),
     OTHER},
    {NUMBERS("geom.Point2D$Float", -2870572449815403710, POINT("F")), A_POINT},
    {NUMBERS("geom.Point2D$Double", 6150783262733311327, POINT("D")), A_POINT},
    {NUMBERS("geom.Rectangle2D$Float", 3798716824173675777, POINT("F"), SIZES("F")), A_RECTANGLE},
    {NUMBERS("geom.Rectangle2D$Double", 7771313791441850493, POINT("D"), SIZES("D")), A_RECTANGLE},
    {NUMBERS("geom.Line2D$Float", 6161772511649436349, LINE("F")), A_LINE},
    {NUMBERS("geom.Line2D$Double", 7979627399746467499, LINE("D")), A_LINE},
    /* What arrays and fields of points are declared with. */
    {MODEL(NOT_SERIALIZABLE, "java.awt.geom.Point2D")},
    {MODEL(NOT_SERIALIZABLE, "java.awt.geom.Rectangle2D")},
};
SLUICE_CLASSES(geometry, models);
