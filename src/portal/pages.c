// Pages without answers of a person: the first one, first aid, and what the house says of itself.
#include "portal/pages.h"

#include "portal/handlers.h"
#include "portal/sheet.h"
#include "web/fault.h"
#include "web/site.h"

// A page that shows what a person has answered is one that others may not see over her shoulder.
static bool has_draft(const Route *route) {
    for (size_t i = 0; i < route->input_count; i++)
        if (route->inputs[i].from == INPUT_COOKIE) return true;
    return false;
}

FrameView pages_frame(const Request *request, Str title, Str tail) {
    FrameView frame = page_frame(
        request->arena,
        &(PageFrame){.lang = request->lang, .title = title, .tail = tail, .is_practice = request->site->is_practice});
    if (has_draft(request->route)) frame.leave = request->site->leave;
    return frame;
}

void pages_fault(const Request *request, FrameView *frame, const char *at, Str words) {
    if (words.len) PUSH(request->arena, frame->faults, ((FrameFaultView){str_from(at), words}));
}

void pages_form(FrameView *frame, bool resends) {
    frame->form = STR("form");
    frame->resends = resends;
}

Buf pages_begin(const Request *request) {
    return buf_make(request->arena, PAGE_BYTES);
}

Response pages_send(const Request *request, int status, const Buf *page) {
    if (page->overflowed) return fault_response(request, &(Fault){.status = 500});
    return response_html(status, request->lang, (Markup){buf_str(page)});
}

Response pages_go(const Request *request, const char *tail) {
    return response_to(str_format(request->arena, "/%.*s%s", STR_ARG(lang_code(request->lang)), tail));
}

Response pages_go_ask(const Request *request, Str fact) {
    return response_to(str_format(request->arena, "/%.*s/ask/%.*s", STR_ARG(lang_code(request->lang)), STR_ARG(fact)));
}

Response pages_unavailable(const Request *request) {
    return fault_response(request, &(Fault){.status = 503, .retry_seconds = 5});
}

Response pages_with_draft(const Request *request, Response response, const Kept *kept) {
    response.cookies[0] =
        (Cookie){.name = "draft", .value = draft_code_text(request->arena, &kept->code), .seconds = DRAFT_KEPT_SECONDS};
    return response;
}

Response pages_kept(const Request *request, const Kept *kept) {
    return pages_with_draft(request, (Response){.status = 204}, kept);
}

// --- the first page ----------------------------------------------------------------------------------------------------------

enum { COMMON_SHOWN = 10 };

Response handle_front(const Request *request) {
    const GuideList *guides = &portal_of(request)->pack->book.guides;
    HomeView view = {.frame = pages_frame(request, word(request->lang, MSG_PORTAL_HOME_TITLE), STR("/"))};
    for (size_t i = 0; i < guides->count; i++) {
        const Guide *guide = &guides->items[i];
        HomeDoorView door = {guide->id, text_in(&guide->title, request->lang)};
        if (guide->rank == RANK_DANGER)
            view.danger = door;
        else if (guide->rank == RANK_STOP)
            PUSH(request->arena, view.urgent, door);
        else if (view.common.count < COMMON_SHOWN)
            PUSH(request->arena, view.common, door);
    }
    Buf out = pages_begin(request);
    page_home(&out, request->lang, &view);
    return pages_send(request, 200, &out);
}

// --- first aid ---------------------------------------------------------------------------------------------------------------

Response handle_guides(const Request *request) {
    const GuideList *guides = &portal_of(request)->pack->book.guides;
    GuidesView view = {.frame = pages_frame(request, word(request->lang, MSG_PORTAL_GUIDES), STR("/guides"))};
    for (size_t i = 0; i < guides->count; i++) {
        const Guide *guide = &guides->items[i];
        GuidesDoorView door = {guide->id, text_in(&guide->title, request->lang)};
        if (guide->rank <= RANK_STOP)
            PUSH(request->arena, view.urgent, door);
        else
            PUSH(request->arena, view.others, door);
    }
    Buf out = pages_begin(request);
    page_guides(&out, request->lang, &view);
    return pages_send(request, 200, &out);
}

Response handle_guide(const Request *request) {
    const Book *book = &portal_of(request)->pack->book;
    Str id = request->inputs[GUIDE_ID].text;
    int index = map_get(&book->guide_index, id);
    if (index < 0) return fault_response(request, &(Fault){.status = 404});
    GuidePageView view = {.guide = sheet_of(request->arena, book, &book->guides.items[index], request->lang)};
    view.frame = pages_frame(request, view.guide.title, str_join(request->arena, STR("/guides/"), id));
    if (book->guides.items[index].rank == RANK_DANGER) view.frame.leave = request->site->leave;
    Buf out = pages_begin(request);
    page_guide_page(&out, request->lang, &view);
    return pages_send(request, 200, &out);
}

// --- what the house says of itself -------------------------------------------------------------------------------------------

typedef struct Article {
    Msg heading, lead, paragraphs[10]; // heading and words by turns
} Article;

static Response send_article(const Request *request, const Article *article, Str tail) {
    ArticleView view = {.frame = pages_frame(request, word(request->lang, article->heading), tail),
                        .heading = article->heading,
                        .lead = article->lead};
    for (size_t i = 0; i + 1 < sizeof article->paragraphs / sizeof *article->paragraphs && article->paragraphs[i]; i += 2)
        PUSH(request->arena, view.paragraphs, ((ArticleParagraphView){article->paragraphs[i], article->paragraphs[i + 1]}));
    Buf out = pages_begin(request);
    page_article(&out, request->lang, &view);
    return pages_send(request, 200, &out);
}

Response handle_help(const Request *request) {
    static const Article help = {MSG_PORTAL_HELP,
                                 MSG_PORTAL_HELP_LEAD,
                                 {MSG_PORTAL_HELP_PHONE, MSG_PORTAL_HELP_PHONE_TEXT, MSG_PORTAL_HELP_ANSWER,
                                  MSG_PORTAL_HELP_ANSWER_TEXT, MSG_PORTAL_HELP_OTHER, MSG_PORTAL_HELP_OTHER_TEXT,
                                  MSG_PORTAL_HELP_CODE, MSG_PORTAL_HELP_CODE_TEXT}};
    return send_article(request, &help, STR("/help"));
}

Response handle_privacy(const Request *request) {
    static const Article privacy = {MSG_PORTAL_PRIVACY,
                                    MSG_PORTAL_PRIVACY_LEAD,
                                    {MSG_PORTAL_PRIVACY_DRAFT, MSG_PORTAL_PRIVACY_DRAFT_TEXT, MSG_PORTAL_PRIVACY_SEEN,
                                     MSG_PORTAL_PRIVACY_SEEN_TEXT, MSG_PORTAL_PRIVACY_SENT, MSG_PORTAL_PRIVACY_SENT_TEXT,
                                     MSG_PORTAL_PRIVACY_COOKIE, MSG_PORTAL_PRIVACY_COOKIE_TEXT, MSG_PORTAL_PRIVACY_LIMITS,
                                     MSG_PORTAL_PRIVACY_LIMITS_TEXT}};
    return send_article(request, &privacy, STR("/privacy"));
}

Response handle_accessibility(const Request *request) {
    Str title = word(request->lang, MSG_PORTAL_ACCESSIBILITY);
    AccessibilityView view = {.frame = pages_frame(request, title, STR("/accessibility"))};
    Buf out = pages_begin(request);
    page_accessibility(&out, request->lang, &view);
    return pages_send(request, 200, &out);
}

// --- style and script --------------------------------------------------------------------------------------------------------

Response handle_asset(const Request *request) {
    Str name = request->inputs[ASSET_NAME].text;
    Str content = page_asset_content(request->inputs[ASSET_TAG].text, name);
    if (!content.len) return fault_response(request, &(Fault){.status = 404});
    return (Response){.status = 200,
                      .kind = str_ends(name, STR(".css"))   ? RESPONSE_STYLE
                              : str_ends(name, STR(".svg")) ? RESPONSE_SVG
                                                            : RESPONSE_SCRIPT,
                      .keep = KEEP_FOREVER,
                      .body = bytes_of_str(content),
                      .lang = request->lang};
}
