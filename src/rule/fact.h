// Facts: the one vocabulary of questions, rules, forms, statistics and sharing.
#pragma once

#include "rule/cond.h"

typedef enum FactType {
    FACT_YESNO,
    FACT_COUNT,
    FACT_MONEY,
    FACT_TIME,
    FACT_CHOICE,
    FACT_SET,
    FACT_TEXT,
    FACT_PERSON,
    FACT_ORGANISATION,
    FACT_PLACE,
    FACT_FILE,
} FactType;

typedef enum FactShape { SHAPE_NONE, SHAPE_PHONE, SHAPE_COMPANY_NUMBER, SHAPE_INDICATORS } FactShape;
typedef enum FactClass { CLASS_NONE, CLASS_IDENTITY, CLASS_NARRATIVE, CLASS_TECHNICAL, CLASS_STATISTIC } FactClass;
typedef enum FactOrder { ORDER_DANGER, ORDER_EMERGENCY, ORDER_WHO, ORDER_NORMAL } FactOrder;

typedef struct FactValue {
    Str name;
    Text words;
    Place place;
} FactValue;

typedef struct FactValueList {
    FactValue *items;
    size_t count, room;
} FactValueList;

typedef struct Derivation { // fills a missing yes/no fact
    bool yes;
    Cond *when;
} Derivation;

typedef struct DerivationList {
    Derivation *items;
    size_t count, room;
} DerivationList;

typedef struct Fact {
    Str name;
    FactType type;
    FactClass class;
    FactOrder order;
    Text title, ask, hint, why;
    FactValueList values;
    Str unit;        // counts; empty: none
    bool largest;    // the law judges by the largest possible number
    bool optional;   // no rule reads it: for forms and statistics
    bool many;       // texts: a list, one entry a line
    FactShape shape; // texts: how they are kept and shown
    int limit;       // texts: the longest one in characters; 0: only the ceiling of limits.h
    DerivationList derivations;
    Cond *late; // while it holds, the question comes after all others; NULL: never
    bool lost;  // its type or a value could not be read: nothing is held against it
    Place place;
    uint32_t node; // given by the compiler: the answer, also a derived one; only of facts with derivations
} Fact;

bool fact_decides(FactType type);                 // may stand in a condition
int fact_value_index(const Fact *fact, Str name); // -1: no such value
