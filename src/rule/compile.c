// Compiles a linked book into the decision program: builds one node per distinct condition, then puts the nodes of each part
// into an order in which every operand comes before its node and equal work stands together in few, long segments.
#include "base/limits.h"
#include "rule/program.h"

typedef struct Draft { // a node before it has its place
    NodeOp op;
    Part part;
    Test test;
    uint32_t operands[NODE_OPERANDS]; // drafts; they come before this one
} Draft;

typedef struct Pending { // a condition waiting for its final node number
    uint32_t *place;
    uint32_t draft;
} Pending;

LIST_OF(DraftList, Draft);
LIST_OF(PendingList, Pending);

#define NOT_BUILT UINT32_MAX

typedef struct Builder {
    Arena *arena;
    Book *book;
    DraftList drafts;
    PendingList pending;
    Part part;
    uint32_t *buckets; // hash of a draft -> 1 + its number
    uint32_t bucket_mask;
    uint32_t *fact_drafts, *define_drafts, *duty_drafts;
    int duty_trigger; // of the duty whose conditions are being built: its labels follow it wherever they are named
    bool too_big;
} Builder;

static uint32_t draft_hash(const Draft *draft) {
    uint64_t hash = (uint64_t)draft->op * 0x9e3779b97f4a7c15u;
    const uint64_t parts[] = {(uint64_t)draft->test.k, (uint64_t)draft->test.k2, draft->test.fact};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) hash = (hash ^ parts[i]) * 0x100000001b3u;
    for (size_t i = 0; i < NODE_OPERANDS; i++) hash = (hash ^ draft->operands[i]) * 0x100000001b3u;
    return (uint32_t)(hash ^ hash >> 32);
}

static bool draft_same(const Draft *a, const Draft *b) {
    return a->op == b->op && a->test.k == b->test.k && a->test.k2 == b->test.k2 && a->test.fact == b->test.fact &&
           memcmp(a->operands, b->operands, sizeof a->operands) == 0;
}

// The number of this node; an equal one is used again.
static uint32_t draft_add(Builder *builder, Draft draft) {
    draft.part = builder->part;
    uint32_t slot = draft_hash(&draft) & builder->bucket_mask;
    for (; builder->buckets[slot]; slot = (slot + 1) & builder->bucket_mask)
        if (draft_same(&builder->drafts.items[builder->buckets[slot] - 1], &draft)) return builder->buckets[slot] - 1;
    if (builder->drafts.count == LIMIT_NODES) {
        builder->too_big = true;
        return 0;
    }
    PUSH(builder->arena, builder->drafts, draft);
    builder->buckets[slot] = (uint32_t)builder->drafts.count;
    return (uint32_t)builder->drafts.count - 1;
}

static uint32_t draft_const(Builder *builder, Tri tri) {
    return draft_add(builder, (Draft){.op = NODE_CONST, .test.k = tri});
}

static uint32_t draft_test(Builder *builder, NodeOp op, int fact, int64_t k, int64_t k2) {
    return draft_add(builder, (Draft){.op = op, .test = {.k = k, .k2 = k2, .fact = fact < 0 ? 0 : (uint32_t)fact}});
}

static uint32_t draft_gate(Builder *builder, NodeOp op, const uint32_t *operands, uint32_t count) {
    if (count == 1 && (op == NODE_ALL || op == NODE_ANY)) return operands[0];
    Draft draft = {.op = op};
    for (uint32_t i = 0; i < NODE_OPERANDS; i++) draft.operands[i] = operands[i < count ? i : count - 1];
    uint32_t number = draft_add(builder, draft);
    for (uint32_t done = NODE_OPERANDS; done < count;) { // what is left joins what the first ones gave
        draft.operands[0] = number;
        for (uint32_t i = 1; i < NODE_OPERANDS; i++, done += done < count)
            draft.operands[i] = operands[done < count ? done : count - 1];
        number = draft_add(builder, draft);
    }
    return number;
}

static uint32_t draft_not(Builder *builder, uint32_t operand) {
    return draft_gate(builder, NODE_NOT, &operand, 1);
}

static uint32_t build_cond(Builder *builder, Cond *cond, int trigger);

// True while the moment lies within these days; both days included.
static uint32_t build_days(Builder *builder, Day from, Day until, int trigger) {
    Moment first = from == DAY_NONE ? INT64_MIN : day_start(from);
    Moment end = until == DAY_NONE ? INT64_MAX : day_start(until + 1);
    if (first == INT64_MIN && end == INT64_MAX) return draft_const(builder, TRI_TRUE);
    return draft_test(builder, trigger < 0 ? NODE_AT : NODE_ERA, trigger, first, end);
}

static uint32_t build_derivations(Builder *builder, Fact *fact, bool yes) {
    uint32_t *operands = NEW_ARRAY(builder->arena, uint32_t, fact->derivations.count);
    uint32_t count = 0;
    for (size_t i = 0; i < fact->derivations.count; i++)
        if (fact->derivations.items[i].yes == yes) operands[count++] = build_cond(builder, fact->derivations.items[i].when, -1);
    return count ? draft_gate(builder, NODE_ANY, operands, count) : draft_const(builder, TRI_FALSE);
}

static uint32_t build_fact(Builder *builder, int index) {
    if (builder->fact_drafts[index] != NOT_BUILT) return builder->fact_drafts[index];
    Fact *fact = &builder->book->facts.items[index];
    uint32_t draft = draft_test(builder, NODE_FACT, index, 0, 0);
    if (fact->derivations.count) {
        uint32_t operands[] = {draft, build_derivations(builder, fact, true), build_derivations(builder, fact, false)};
        draft = draft_gate(builder, NODE_FILL, operands, 3);
    }
    return builder->fact_drafts[index] = draft;
}

static uint32_t build_more(Builder *builder, const Cond *cond, int64_t than) {
    bool largest = builder->book->facts.items[cond->fact].largest;
    return draft_test(builder, largest ? NODE_LARGEST : NODE_MORE, cond->fact, than, 0);
}

static uint32_t build_equal(Builder *builder, const Cond *cond) {
    if (!builder->book->facts.items[cond->fact].largest) return draft_test(builder, NODE_EQUAL, cond->fact, cond->number, 0);
    uint32_t operands[] = {build_more(builder, cond, cond->number - 1),
                           draft_not(builder, build_more(builder, cond, cond->number))};
    return draft_gate(builder, NODE_ALL, operands, 2);
}

static uint32_t build_compare(Builder *builder, const Cond *cond) {
    switch (cond->op) {
    case OP_MORE:
        return build_more(builder, cond, cond->number);
    case OP_AT_LEAST:
        return build_more(builder, cond, cond->number - 1);
    case OP_AT_MOST:
        return draft_not(builder, build_more(builder, cond, cond->number));
    case OP_LESS:
        return draft_not(builder, build_more(builder, cond, cond->number - 1));
    case OP_EQUAL:
        return build_equal(builder, cond);
    case OP_BEFORE:
        return draft_not(builder, build_more(builder, cond, day_start((Day)cond->number) - 1));
    case OP_AFTER:
        break;
    }
    return build_more(builder, cond, day_start((Day)cond->number) - 1);
}

static uint32_t build_status(Builder *builder, int index);

static uint32_t build_name(Builder *builder, const Cond *cond) {
    if (cond->define < 0) return build_cond(builder, cond->target, builder->duty_trigger);
    uint32_t *draft = &builder->define_drafts[cond->define];
    if (*draft == NOT_BUILT) *draft = build_cond(builder, builder->book->defines.items[cond->define].when, -1);
    return *draft;
}

static uint32_t build_gate(Builder *builder, const Cond *cond, int trigger) {
    uint32_t *operands = NEW_ARRAY(builder->arena, uint32_t, cond->child_count);
    for (uint32_t i = 0; i < cond->child_count; i++) operands[i] = build_cond(builder, cond->children[i], trigger);
    switch (cond->kind) {
    case COND_ALL:
        return draft_gate(builder, NODE_ALL, operands, cond->child_count);
    case COND_ANY:
        return draft_gate(builder, NODE_ANY, operands, cond->child_count);
    case COND_NONE:
        return draft_not(builder, draft_gate(builder, NODE_ANY, operands, cond->child_count));
    case COND_NOT:
        return draft_not(builder, operands[0]);
    default: // COND_MAYBE
        return draft_gate(builder, NODE_MAYBE, operands, 1);
    }
}

static uint32_t build_plain(Builder *builder, Cond *cond, int trigger) {
    switch (cond->kind) {
    case COND_YES:
        return build_fact(builder, cond->fact);
    case COND_HAS:
        return draft_test(builder, NODE_HAS, cond->fact, (int64_t)cond->mask, 0);
    case COND_COMPARE:
    case COND_TIME:
        return build_compare(builder, cond);
    case COND_NAME:
        return build_name(builder, cond);
    case COND_APPLIES:
        return build_status(builder, cond->duty);
    default:
        return build_gate(builder, cond, trigger);
    }
}

static uint32_t build_cond(Builder *builder, Cond *cond, int trigger) {
    uint32_t draft = build_plain(builder, cond, trigger);
    if (cond->tail.from != DAY_NONE || cond->tail.until != DAY_NONE) {
        uint32_t operands[] = {build_days(builder, cond->tail.from, cond->tail.until, trigger), draft};
        draft = draft_gate(builder, NODE_ALL, operands, 2);
    }
    PUSH(builder->arena, builder->pending, ((Pending){&cond->node, draft}));
    return draft;
}

static uint32_t build_status(Builder *builder, int index) {
    if (builder->duty_drafts[index] != NOT_BUILT) return builder->duty_drafts[index];
    Duty *duty = &builder->book->duties.items[index];
    uint32_t operands[3];
    uint32_t count = 0;
    int outer_trigger = builder->duty_trigger; // of the duty that asks whether this one applies
    builder->duty_trigger = duty->trigger;
    operands[count++] =
        duty->by != DAY_NONE ? draft_const(builder, TRI_FALSE) : build_days(builder, duty->from, duty->until, duty->trigger);
    PUSH(builder->arena, builder->pending, ((Pending){&duty->in_force_node, operands[0]}));
    operands[count++] = build_cond(builder, duty->when, duty->trigger);
    if (duty->unless) operands[count++] = draft_not(builder, build_cond(builder, duty->unless, duty->trigger));
    uint32_t draft = draft_gate(builder, NODE_ALL, operands, count);
    PUSH(builder->arena, builder->pending, ((Pending){&duty->status_node, draft}));
    builder->duty_trigger = outer_trigger;
    return builder->duty_drafts[index] = draft;
}

static void build_optional(Builder *builder, Cond *cond, int trigger) {
    if (cond) build_cond(builder, cond, trigger);
}

static void build_routing(Builder *builder) {
    Book *book = builder->book;
    for (size_t d = 0; d < book->duties.count; d++) {
        Duty *duty = &book->duties.items[d];
        builder->duty_trigger = duty->trigger;
        for (size_t i = 0; i < duty->to.count; i++) build_optional(builder, duty->to.items[i].when, -1);
        for (size_t i = 0; i < duty->forms.count; i++) build_optional(builder, duty->forms.items[i].when, -1);
        for (size_t i = 0; i < duty->stages.count; i++) build_optional(builder, duty->stages.items[i].when, duty->trigger);
    }
    for (size_t i = 0; i < book->guides.count; i++) build_optional(builder, book->guides.items[i].when, -1);
    for (size_t i = 0; i < book->form_conds.count; i++) build_cond(builder, book->form_conds.items[i], -1);
    for (size_t i = 0; i < book->facts.count; i++) build_optional(builder, book->facts.items[i].late, -1);
    for (size_t i = 0; i < book->facts.count; i++)
        if (book->facts.items[i].derivations.count > 0)
            PUSH(builder->arena, builder->pending, ((Pending){&book->facts.items[i].node, build_fact(builder, (int)i)}));
}

static void build_parts(Builder *builder) {
    Book *book = builder->book;
    builder->part = PART_STATUS;
    for (size_t i = 0; i < book->duties.count; i++) build_status(builder, (int)i);
    builder->part = PART_ROUTING;
    build_routing(builder);
    builder->part = PART_FINDER;
    for (size_t i = 0; i < book->windows.count; i++) build_optional(builder, book->windows.items[i].good, -1);
}

typedef struct Order {
    const DraftList *drafts;
    uint32_t *number; // of each draft, NOT_BUILT while it has none
    bool *next;       // of each draft: it can stand next, if those of its kind before it do
} Order;

// Looks which drafts of this part could stand next, operands before nodes, and chooses a kind: one that is finished with
// this segment, else the one with the longest row. Operands have lower numbers than their node: one pass sees them in time.
static NodeOp order_look(const Order *order, Part part, uint32_t counts[NODE_OP_COUNT]) {
    uint32_t waiting[NODE_OP_COUNT] = {0};
    memset(counts, 0, NODE_OP_COUNT * sizeof *counts);
    for (size_t i = 0; i < order->drafts->count; i++) {
        const Draft *draft = &order->drafts->items[i];
        bool next = draft->part == part && order->number[i] == NOT_BUILT;
        waiting[draft->op] += next;
        for (uint32_t o = 0; next && draft->op >= NODE_ALL && o < NODE_OPERANDS; o++) {
            uint32_t operand = draft->operands[o];
            bool with = order->next[operand] && order->drafts->items[operand].op == draft->op;
            next = order->number[operand] != NOT_BUILT || with;
        }
        order->next[i] = next;
        counts[draft->op] += next;
    }
    NodeOp most = NODE_CONST;
    for (NodeOp op = 0; op < NODE_OP_COUNT; op++) {
        if (counts[op] && counts[op] == waiting[op]) return op;
        most = counts[op] > counts[most] ? op : most;
    }
    return most;
}

static void place_node(const Draft *draft, const uint32_t *number, Program *out) {
    if (draft->op < NODE_ALL) {
        out->tests[out->test_count++] = draft->test;
        return;
    }
    Gate *gate = &out->gates[out->gate_count++];
    for (uint32_t o = 0; o < NODE_OPERANDS; o++) gate->operands[o] = (uint16_t)number[draft->operands[o]];
}

// Segment after segment; returns the final number of each draft.
static uint32_t *program_lay_out(Builder *builder, Program *out) {
    uint32_t counts[NODE_OP_COUNT], segment_count = 0;
    size_t count = builder->drafts.count;
    Order order = {&builder->drafts, NEW_ARRAY(builder->arena, uint32_t, count), NEW_ARRAY(builder->arena, bool, count)};
    memset(order.number, 0xff, count * sizeof *order.number);
    out->tests = NEW_ARRAY(builder->arena, Test, count);
    out->gates = NEW_ARRAY(builder->arena, Gate, count);
    out->segments = NEW_ARRAY(builder->arena, Segment, count);
    for (Part part = 0; part < PART_COUNT; part++) {
        for (NodeOp op; op = order_look(&order, part, counts), counts[op];) {
            uint32_t first = op < NODE_ALL ? out->test_count : out->gate_count;
            out->segments[segment_count++] = (Segment){op, out->node_count, out->node_count + counts[op], first};
            for (size_t i = 0; i < count; i++) {
                if (!order.next[i] || builder->drafts.items[i].op != op) continue;
                order.number[i] = out->node_count++;
                place_node(&builder->drafts.items[i], order.number, out);
            }
        }
        out->part_end[part] = segment_count;
    }
    return order.number;
}

static Builder builder_make(Arena *arena, Book *book) {
    Builder builder = {.arena = arena, .book = book, .bucket_mask = 4 * LIMIT_NODES - 1};
    builder.buckets = NEW_ARRAY(arena, uint32_t, builder.bucket_mask + 1);
    uint32_t **caches[] = {&builder.fact_drafts, &builder.define_drafts, &builder.duty_drafts};
    const size_t counts[] = {book->facts.count, book->defines.count, book->duties.count};
    for (size_t i = 0; i < 3; i++) {
        *caches[i] = NEW_ARRAY(arena, uint32_t, counts[i] + 1);
        memset(*caches[i], 0xff, counts[i] * sizeof(uint32_t));
    }
    return builder;
}

Err program_compile(Arena *arena, Book *book, Program *out, Diags *diags) {
    *out = (Program){.duty_count = (uint32_t)book->duties.count};
    Builder builder = builder_make(arena, book);
    build_parts(&builder);
    if (builder.too_big) {
        diags_add(diags, (Diag){.msg = MSG_COMPILE_TOO_BIG, .place = book->place});
        return ERR_TOO_BIG;
    }
    uint32_t *number = program_lay_out(&builder, out);
    for (size_t i = 0; i < builder.pending.count; i++) *builder.pending.items[i].place = number[builder.pending.items[i].draft];
    out->duty_nodes = NEW_ARRAY(arena, uint32_t, out->duty_count + 1);
    for (uint32_t i = 0; i < out->duty_count; i++) out->duty_nodes[i] = book->duties.items[i].status_node;
    return ERR_OK;
}
