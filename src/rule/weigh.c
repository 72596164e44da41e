// Walks only open branches: a branch that is decided cannot change what stands above it. For a condition that is a plain
// unknown this is exactly Kleene's logic; under "maybe" the value taken for routing is looked through.
#include "rule/weigh.h"

static Tri open_value(const Book *book, const uint8_t *tri, const Cond *cond, bool routing);

static const Cond *named_cond(const Book *book, const Cond *cond) {
    return cond->define >= 0 ? book->defines.items[cond->define].when : cond->target;
}

// ALL of the children, with "maybe" looked through; `inverted` gives ANY by De Morgan.
static Tri gate_value(const Book *book, const uint8_t *tri, const Cond *cond, bool inverted) {
    Tri ends = inverted ? TRI_TRUE : TRI_FALSE, result = inverted ? TRI_FALSE : TRI_TRUE;
    for (uint32_t i = 0; i < cond->child_count; i++) {
        Tri child = open_value(book, tri, cond->children[i], true);
        if (child == ends) return ends;
        if (child == TRI_UNKNOWN) result = TRI_UNKNOWN;
    }
    return result;
}

static Tri opposite(Tri tri) {
    return tri == TRI_TRUE ? TRI_FALSE : tri == TRI_FALSE ? TRI_TRUE : TRI_UNKNOWN;
}

static Tri open_value(const Book *book, const uint8_t *tri, const Cond *cond, bool routing) {
    Tri plain = (Tri)tri[cond->node];
    if (!routing || plain == TRI_UNKNOWN) return plain;
    switch (cond->kind) {
    case COND_MAYBE:
        return open_value(book, tri, cond->children[0], true);
    case COND_ALL:
        return gate_value(book, tri, cond, false);
    case COND_ANY:
        return gate_value(book, tri, cond, true);
    case COND_NONE:
        return opposite(gate_value(book, tri, cond, true));
    case COND_NOT:
        return opposite(open_value(book, tri, cond->children[0], true));
    default:
        return plain;
    }
}

// Any one of several alternatives can settle the whole alone, so each carries its full weight. Of "all of" the author's
// first part comes first: without it the others need not be asked.
static void weigh_children(const Book *book, const uint8_t *tri, const Cond *cond, bool routing, double weight,
                           double *weights) {
    uint32_t open = 0;
    for (uint32_t i = 0; i < cond->child_count; i++) {
        if (open_value(book, tri, cond->children[i], routing) != TRI_UNKNOWN) continue;
        open++;
        weigh_cond(book, tri, cond->children[i], routing, cond->kind == COND_ALL ? weight / open : weight, weights);
    }
}

// A yes/no fact may also be settled by what derives it.
static void weigh_fact(const Book *book, const uint8_t *tri, int index, double weight, double *weights) {
    const Fact *fact = &book->facts.items[index];
    weights[index] += weight;
    for (size_t i = 0; i < fact->derivations.count; i++)
        weigh_cond(book, tri, fact->derivations.items[i].when, false, weight / 2, weights);
}

void weigh_cond(const Book *book, const uint8_t *tri, const Cond *cond, bool routing, double weight, double *weights) {
    if (open_value(book, tri, cond, routing) != TRI_UNKNOWN) return;
    switch (cond->kind) {
    case COND_YES:
        weigh_fact(book, tri, cond->fact, weight, weights);
        break;
    case COND_HAS:
    case COND_COMPARE:
    case COND_TIME:
        weights[cond->fact] += weight;
        break;
    case COND_NAME:
        weigh_cond(book, tri, named_cond(book, cond), routing, weight, weights);
        break;
    case COND_APPLIES:
        weigh_status(book, tri, &book->duties.items[cond->duty], weight, weights);
        break;
    default:
        weigh_children(book, tri, cond, routing, weight, weights);
    }
}

void weigh_status(const Book *book, const uint8_t *tri, const Duty *duty, double weight, double *weights) {
    if (tri[duty->status_node] != TRI_UNKNOWN) return;
    bool both = duty->unless && tri[duty->unless->node] == TRI_UNKNOWN && tri[duty->when->node] == TRI_UNKNOWN;
    weigh_cond(book, tri, duty->when, false, both ? weight / 2 : weight, weights);
    if (duty->unless) weigh_cond(book, tri, duty->unless, false, both ? weight / 2 : weight, weights);
}
