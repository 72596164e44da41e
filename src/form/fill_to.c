// Whom a form is for: as printed on it, as asked for, or else whoever its duties are owed to. A form that several duties share
// goes to those of every duty that applies, and a recipient that is not certain is marked as such.
#include "base/words.h"
#include "form/filler.h"

enum { RECIPIENT_BYTES = 64 << 10 };

typedef struct Recipients {
    const Book *book;
    Lang lang;
    bool *told; // windows that stand there already
    Buf words;
    int *windows;
    uint32_t count;
} Recipients;

static void add(Recipients *recipients, const int *windows, uint32_t count, bool certain) {
    Arena *arena = recipients->words.arena;
    for (uint32_t i = 0; i < count; i++) {
        if (recipients->told[windows[i]]) continue;
        recipients->told[windows[i]] = true;
        recipients->windows[recipients->count++] = windows[i];
        Str name = text_in(&recipients->book->windows.items[windows[i]].title, recipients->lang);
        if (recipients->words.len > 0) buf_put(&recipients->words, word(recipients->lang, MSG_VALUE_COMMA));
        if (certain)
            buf_put(&recipients->words, name);
        else
            buf_word(&recipients->words, recipients->lang, MSG_FORM_NOT_CERTAIN, str_copy(arena, name), STR_NONE, STR_NONE);
    }
}

// Whether the form is this duty's, or one of those it offers now.
static bool duty_offers(const Form *form, const DutyResult *result) {
    if (form->duty >= 0 && result->duty == (uint32_t)form->duty) return true;
    for (uint32_t i = 0; i < result->form_count; i++)
        if (str_eq(result->forms[i]->form, form->id)) return true;
    return false;
}

// Certain ones first.
static void add_duties(Recipients *recipients, const Form *form, const Decision *decision, Status status) {
    for (int certain = 1; certain >= 0; certain--) {
        for (uint32_t i = 0; i < decision->duty_count; i++) {
            const DutyResult *result = &decision->duties[i];
            if (result->status != status || !duty_offers(form, result)) continue;
            if (certain)
                add(recipients, result->windows, result->window_count, true);
            else
                add(recipients, result->possible, result->possible_count, false);
        }
    }
}

void fill_recipients(Arena *arena, const Form *form, const Decision *decision, const FillRequest *request, FilledForm *out) {
    const Book *book = decision->question.book;
    size_t windows = book->windows.count + 1;
    Recipients recipients = {
        .book = book,
        .lang = request->lang,
        .told = NEW_ARRAY(arena, bool, windows),
        .words = buf_make(arena, RECIPIENT_BYTES),
        .windows = NEW_ARRAY(arena, int, windows),
    };
    int asked = request->to ? (int)(request->to - book->windows.items) : form->to;
    if (asked >= 0) {
        add(&recipients, &asked, 1, true);
    } else if (!request->blank) {
        add_duties(&recipients, form, decision, STATUS_APPLIES);
        if (recipients.count == 0 && form->duty >= 0) add_duties(&recipients, form, decision, STATUS_MAY);
    }
    out->to = buf_str(&recipients.words);
    out->to_windows = recipients.windows;
    out->to_count = recipients.count;
}
