// The decision program: all conditions of a book as one flat, immutable row of nodes, each depending on earlier ones only.
// Nodes that do the same stand together in segments, so that evaluating is a few tight loops without branches on the kind
// of node, and without allocation. Equal conditions share a node.
#pragma once

#include "rule/check.h"

typedef enum NodeOp {
    NODE_CONST,   // k: a Tri
    NODE_FACT,    // a yes/no fact as given
    NODE_HAS,     // choice, set: mask
    NODE_MORE,    // count, money, time: more than k
    NODE_LARGEST, // more than k, judged by the largest possible number
    NODE_EQUAL,   // exactly k
    NODE_ERA,     // the trigger moment (fact, or the moment asked for) lies in [k, k2)
    NODE_AT,      // the moment asked for lies in [k, k2)
    NODE_ALL,     // from here on: operands
    NODE_ANY,
    NODE_NOT,
    NODE_MAYBE, // unknown becomes true
    NODE_FILL,  // operands: given, yes-derivation, no-derivation
    NODE_OP_COUNT,
} NodeOp;

// Every node with operands has this many: what needs fewer repeats its last one, what needs more is made of several.
enum { NODE_OPERANDS = 3 };

typedef struct Test { // a node without operands
    int64_t k, k2;    // number, mask or moments
    uint32_t fact;
} Test;

typedef struct Gate { // a node with operands
    uint16_t operands[NODE_OPERANDS];
} Gate;

typedef struct Segment { // nodes [from, to) all do the same
    NodeOp op;
    uint32_t from, to;
    uint32_t first; // of its tests or gates
} Segment;

// Each part needs the parts before it.
typedef enum Part {
    PART_STATUS,  // the status of every duty
    PART_ROUTING, // recipients, clocks, forms, guides
    PART_FINDER,  // windows of the finder
    PART_COUNT,
} Part;

typedef struct Program {
    Test *tests;
    Gate *gates;
    Segment *segments;
    uint32_t test_count, gate_count, node_count;
    uint32_t part_end[PART_COUNT]; // segments of each part end here
    uint32_t *duty_nodes;          // status node of each duty, in the book's order
    uint32_t duty_count;
} Program;

// Compile a linked book without errors; writes the node numbers into its conditions, facts and duties.
MUST_CHECK Err program_compile(Arena *arena, Book *book, Program *out, Diags *diags);
// Decide all parts up to `last`: one Tri per node into `tri` (program->node_count bytes). No allocation.
void program_run(const Program *program, const Value *values, Moment at, Part last, uint8_t *tri);
Status program_status(const Program *program, const uint8_t *tri, uint32_t duty);
