// What happened, in the person's own words. What is too long is given back as it came: nothing that was typed is cut or lost.
#include "portal/handlers.h"

#include "base/limits.h"
#include "portal/pages.h"
#include "rule/prose.h"
#include "web/fault.h"

enum { STORY_PAGE_BYTES = 8 << 20, WORDS_BYTES = 4096 };

typedef struct Telling {
    Str typed, error;
    bool is_saved;
    int status;
} Telling;

static Response show(const Request *request, const Telling *telling) {
    StoryView view = {.frame = pages_frame(request, word(request->lang, MSG_MORE_STORY_TITLE), STR("/story")),
                      .typed = telling->typed,
                      .count = (int64_t)prose_length(telling->typed),
                      .most = LIMIT_STORY_CHARACTERS,
                      .is_saved = telling->is_saved,
                      .error = telling->error};
    pages_fault(request, &view.frame, "story", telling->error);
    view.frame.more_script = page_asset_address(request->arena, "keep.js");
    pages_form(&view.frame, true);
    Buf out = buf_make(request->arena, STORY_PAGE_BYTES);
    page_story(&out, request->lang, request->token, &view);
    return pages_send(request, telling->status, &out);
}

Response handle_story(const Request *request) {
    Kept kept;
    if (keep_get(request, request->inputs[STORY_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    return show(request, &(Telling){.typed = kept.draft.narrative, .is_saved = kept.draft.narrative.len > 0, .status = 200});
}

static Str number(const Request *request, size_t count) {
    return str_format(request->arena, "%zu", count);
}

// Empty: it may be kept.
static Str fault_of(const Request *request, Str story) {
    const Fact as_fact = {.limit = 0};
    ProseFault fault;
    Buf words = buf_make(request->arena, WORDS_BYTES);
    size_t count = prose_length(story), most = LIMIT_STORY_CHARACTERS;
    if (count > most)
        buf_word(&words, request->lang, MSG_MORE_STORY_OVER, number(request, count - most), number(request, count),
                 number(request, most));
    else if (!prose_fits(request->arena, &as_fact, story, word(request->lang, MSG_MORE_STORY_NAME), &fault))
        buf_word(&words, request->lang, fault.msg, fault.args[0], fault.args[1], fault.args[2]);
    return str_trim(buf_str(&words));
}

// Once more where two windows of one browser wrote at the same time: the last one to be sent stays.
static Err put(const Request *request, Str story, Kept *kept) {
    Err err = ERR_REFUSED;
    for (int i = 0; i < 2 && err == ERR_REFUSED; i++) {
        if (keep_get(request, request->inputs[STORY_DRAFT].text, kept) != ERR_OK) return ERR_IO;
        kept->draft.narrative = story;
        err = keep_put(request, kept);
    }
    return err;
}

Response handle_story_told(const Request *request) {
    Kept kept;
    Str story = str_trim(prose_plain(request->arena, request->inputs[STORY_TEXT].text)), go = request->inputs[STORY_GO].text;
    Telling telling = {.typed = story, .error = fault_of(request, story), .status = 422};
    if (telling.error.len) return show(request, &telling);
    Err err = put(request, story, &kept);
    if (err == ERR_OK && str_is(go, "keep")) return pages_kept(request, &kept);
    if (err == ERR_OK)
        return pages_with_draft(request,
                                pages_go(request, str_is(go, "stay")   ? "/story"
                                                  : str_is(go, "back") ? "/duties"
                                                                       : "/about-you"),
                                &kept);
    telling.error = word(request->lang, err == ERR_TOO_BIG ? MSG_MORE_FULL : MSG_PORTAL_NOT_SAVED);
    telling.status = err == ERR_TOO_BIG ? 422 : 503;
    return show(request, &telling);
}
