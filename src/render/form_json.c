// A filled form as JSON: every item with its number, state and answer, for programs that file or compare.
#include "render/form_out.h"

static void member(Buf *out, const char *name, Str value) {
    buf_format(out, ",\"%s\":", name);
    buf_json(out, value);
}

static void moment(Buf *out, const char *name, Moment value) {
    buf_format(out, ",\"%s\":", name);
    if (value == MOMENT_NONE) {
        buf_puts(out, "null");
        return;
    }
    buf_char(out, '"');
    buf_moment(out, value);
    buf_char(out, '"');
}

static void put_ticks(Buf *out, const FilledItem *item) {
    buf_puts(out, ",\"ticks\":[");
    for (uint32_t i = 0; i < item->tick_count; i++) {
        buf_puts(out, i ? ",{\"text\":" : "{\"text\":");
        buf_json(out, item->ticks[i].words);
        Tri checked = item->ticks[i].checked;
        buf_format(out, ",\"checked\":%s}", checked == TRI_TRUE ? "true" : checked == TRI_FALSE ? "false" : "null");
    }
    buf_char(out, ']');
}

static void put_rows(Buf *out, const FilledItem *item) {
    buf_puts(out, ",\"rows\":[");
    for (uint32_t i = 0; i < item->row_count; i++) {
        if (i) buf_char(out, ',');
        buf_json(out, item->rows[i]);
    }
    buf_char(out, ']');
}

static void put_item(Buf *out, const FilledItem *item) {
    static const char *const states[] = {[ITEM_FILLED] = "filled",
                                         [ITEM_UNKNOWN] = "unknown",
                                         [ITEM_NONE] = "none",
                                         [ITEM_HAND] = "hand",
                                         [ITEM_FIXED] = "fixed"};
    buf_puts(out, "{\"number\":");
    buf_json(out, item->item->number);
    member(out, "title", item->item->title);
    member(out, "law", item->item->law);
    buf_format(out, ",\"grade\":\"%c\",\"state\":\"%s\"", grade_letter(item->item->tail.grade), states[item->state]);
    member(out, "text", item->text);
    if (item->tick_count) put_ticks(out, item);
    if (item->row_count) put_rows(out, item);
    buf_format(out, ",\"needed\":%s", item->needed ? "true" : "false");
    buf_format(out, ",\"changed\":%s", item->changed ? "true" : "false");
    if (item->changed) member(out, "before", item->before);
    buf_char(out, '}');
}

static void put_section(Buf *out, const FilledSection *section) {
    buf_puts(out, "{\"title\":");
    buf_json(out, section->section->title);
    buf_puts(out, ",\"items\":[");
    for (uint32_t i = 0; i < section->item_count; i++) {
        if (i) buf_char(out, ',');
        put_item(out, &section->items[i]);
    }
    buf_puts(out, "]}");
}

void form_json(Buf *out, const FilledForm *form) {
    static const char *const papers[] = {[PAPER_REPORT] = "report", [PAPER_SCRIPT] = "script", [PAPER_LETTER] = "letter"};
    buf_puts(out, "{\"form\":");
    buf_json(out, form->form->id);
    member(out, "title", form->form->title);
    buf_format(out, ",\"paper\":\"%s\"", papers[form->form->paper]);
    member(out, "pack", form->pack);
    member(out, "to", form->to);
    buf_format(out, ",\"stage\":\"%s\"", duty_stages[form->stage]);
    moment(out, "at", form->at);
    member(out, "receipt", form->receipt);
    moment(out, "previous_at", form->previous_at);
    member(out, "previous_receipt", form->previous_receipt);
    buf_format(out, ",\"coverage\":{\"filled\":%u,\"unknown\":%u,\"none\":%u,\"needed\":%u},\"sections\":[", form->filled,
               form->unknown, form->none, form->needed);
    for (uint32_t s = 0; s < form->section_count; s++) {
        if (s) buf_char(out, ',');
        put_section(out, &form->sections[s]);
    }
    buf_puts(out, "]}\n");
}
