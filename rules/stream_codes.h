/* The numbers of the protocol: type codes, and the flags of a class descriptor. */
#ifndef SLUICE_RULES_STREAM_CODES_H
#define SLUICE_RULES_STREAM_CODES_H

enum type_code {
    TC_NULL = 0x70,
    TC_REFERENCE,
    TC_CLASSDESC,
    TC_OBJECT,
    TC_STRING,
    TC_ARRAY,
    TC_CLASS,
    TC_BLOCKDATA,
    TC_ENDBLOCKDATA,
    TC_RESET,
    TC_BLOCKDATALONG,
    TC_EXCEPTION,
    TC_LONGSTRING,
    TC_PROXYCLASSDESC,
    TC_ENUM
};

enum {
    SC_WRITE_METHOD = 1,
    SC_SERIALIZABLE = 2,
    SC_EXTERNALIZABLE = 4,
    SC_BLOCK_DATA = 8,
    SC_ENUM = 16
};

#endif
