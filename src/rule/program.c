// Runs the decision program. While it runs, a value is two bits: "possibly true" and "certainly true" (2 and 1; certain
// implies possible). With them ALL is one AND and ANY is one OR, for unknown values as well. A Tri differs from it by one bit.
#include "rule/program.h"

enum { CERTAIN = 1, POSSIBLE = 2, FLIP = 2 };
_Static_assert((TRI_UNKNOWN ^ FLIP) == POSSIBLE && (TRI_TRUE ^ FLIP) == (POSSIBLE | CERTAIN) && (TRI_FALSE ^ FLIP) == 0,
               "a Tri and the two bits are one flip apart");

static uint8_t bits(bool possible, bool certain) {
    return (uint8_t)(possible << 1 | certain);
}

// --- tests -------------------------------------------------------------------------------------------------------------

static void run_const(const Test *test, uint8_t *node, const uint8_t *end) {
    for (; node < end; node++, test++) *node = (uint8_t)(test->k ^ FLIP);
}

static void run_fact(const Test *test, const Value *values, uint8_t *node, const uint8_t *end) {
    for (; node < end; node++, test++) *node = (uint8_t)(values[test->fact].a ^ FLIP);
}

static void run_has(const Test *test, const Value *values, uint8_t *node, const uint8_t *end) {
    for (; node < end; node++, test++) {
        Value value = values[test->fact];
        *node = bits((value.a | value.b) & test->k, value.a & test->k);
    }
}

static void run_more(const Test *test, const Value *values, uint8_t *node, const uint8_t *end) {
    for (; node < end; node++, test++) {
        Value value = values[test->fact];
        *node = bits(value.b > test->k, value.a > test->k);
    }
}

static void run_largest(const Test *test, const Value *values, uint8_t *node, const uint8_t *end) {
    for (; node < end; node++, test++) {
        Value value = values[test->fact];
        *node = bits(value.b > test->k, (value.b == INT64_MAX ? value.a : value.b) > test->k);
    }
}

static void run_equal(const Test *test, const Value *values, uint8_t *node, const uint8_t *end) {
    for (; node < end; node++, test++) {
        Value value = values[test->fact];
        *node = bits(value.a <= test->k && test->k <= value.b, value.a == test->k && value.b == test->k);
    }
}

static uint8_t within(const Test *test, Moment moment) {
    bool inside = moment >= test->k && moment < test->k2;
    return bits(inside, inside);
}

static void run_era(const Test *test, const Value *values, Moment at, uint8_t *node, const uint8_t *end) {
    for (; node < end; node++, test++) {
        Value value = values[test->fact];
        *node = within(test, value.a == value.b ? value.a : at);
    }
}

static void run_at(const Test *test, Moment at, uint8_t *node, const uint8_t *end) {
    for (; node < end; node++, test++) *node = within(test, at);
}

// --- gates: `tri` is the whole row, for the operands ------------------------------------------------------------------

static void run_all(const Gate *gate, const uint8_t *tri, uint8_t *node, const uint8_t *end) {
    for (; node < end; node++, gate++) *node = tri[gate->operands[0]] & tri[gate->operands[1]] & tri[gate->operands[2]];
}

static void run_any(const Gate *gate, const uint8_t *tri, uint8_t *node, const uint8_t *end) {
    for (; node < end; node++, gate++) *node = tri[gate->operands[0]] | tri[gate->operands[1]] | tri[gate->operands[2]];
}

// Possibly false is "not certainly true", certainly false is "not possibly true".
static void run_not(const Gate *gate, const uint8_t *tri, uint8_t *node, const uint8_t *end) {
    for (; node < end; node++, gate++) {
        uint8_t operand = tri[gate->operands[0]];
        *node = (uint8_t) ~(operand << 1 | operand >> 1) & (POSSIBLE | CERTAIN);
    }
}

static void run_maybe(const Gate *gate, const uint8_t *tri, uint8_t *node, const uint8_t *end) {
    for (; node < end; node++, gate++) {
        bool possible = tri[gate->operands[0]] & POSSIBLE;
        *node = bits(possible, possible);
    }
}

// A given value wins; else the derivations, if one holds.
static void run_fill(const Gate *gate, const uint8_t *tri, uint8_t *node, const uint8_t *end) {
    for (; node < end; node++, gate++) {
        uint8_t given = tri[gate->operands[0]];
        bool yes = tri[gate->operands[1]] & CERTAIN, no = tri[gate->operands[2]] & CERTAIN;
        *node = given == POSSIBLE ? bits(yes || !no, yes) : given;
    }
}

static void run_segment(const Program *program, const Segment *segment, const Value *values, Moment at, uint8_t *tri) {
    const Test *test = &program->tests[segment->first];
    const Gate *gate = &program->gates[segment->first];
    uint8_t *node = tri + segment->from, *end = tri + segment->to;
    switch (segment->op) {
    case NODE_CONST:
        run_const(test, node, end);
        return;
    case NODE_FACT:
        run_fact(test, values, node, end);
        return;
    case NODE_HAS:
        run_has(test, values, node, end);
        return;
    case NODE_MORE:
        run_more(test, values, node, end);
        return;
    case NODE_LARGEST:
        run_largest(test, values, node, end);
        return;
    case NODE_EQUAL:
        run_equal(test, values, node, end);
        return;
    case NODE_ERA:
        run_era(test, values, at, node, end);
        return;
    case NODE_AT:
        run_at(test, at, node, end);
        return;
    case NODE_ALL:
        run_all(gate, tri, node, end);
        return;
    case NODE_ANY:
        run_any(gate, tri, node, end);
        return;
    case NODE_NOT:
        run_not(gate, tri, node, end);
        return;
    case NODE_MAYBE:
        run_maybe(gate, tri, node, end);
        return;
    case NODE_FILL:
        run_fill(gate, tri, node, end);
        return;
    case NODE_OP_COUNT:
        return;
    }
}

// Back to Tris, eight at a time.
static void flip_all(uint8_t *tri, uint32_t count) {
    const uint64_t flips = UINT64_C(0x0101010101010101) * FLIP;
    uint32_t i = 0;
    for (; i + sizeof flips <= count; i += sizeof flips) {
        uint64_t eight;
        memcpy(&eight, &tri[i], sizeof eight);
        eight ^= flips;
        memcpy(&tri[i], &eight, sizeof eight);
    }
    for (; i < count; i++) tri[i] ^= FLIP;
}

void program_run(const Program *program, const Value *values, Moment at, Part last, uint8_t *tri) {
    uint32_t count = program->part_end[last];
    for (uint32_t s = 0; s < count; s++) run_segment(program, &program->segments[s], values, at, tri);
    if (count) flip_all(tri, program->segments[count - 1].to);
}

Status program_status(const Program *program, const uint8_t *tri, uint32_t duty) {
    switch (tri[program->duty_nodes[duty]]) {
    case TRI_TRUE:
        return STATUS_APPLIES;
    case TRI_FALSE:
        return STATUS_NOT;
    default:
        return STATUS_MAY;
    }
}
