// The table. A route that is not here does not exist; an input that is not here never reaches a handler.
#include "portal/handlers.h"

#include "base/limits.h"
#include "seal/mailing.h"
#include "seal/retry.h"
#include "web/site.h"

enum { FACT_NAME_BYTES = 80, TYPED_LINE_BYTES = 400, VALUES_TICKED = 64, FORM_BYTES = 64 << 10, LONG_FORM_BYTES = 3 << 20 };

static const Input duties_inputs[DUTIES_INPUTS] = {
    [DUTIES_AT] = {.name = "at", .from = INPUT_QUERY, .type = INPUT_LINE, .most = 40},
    [DUTIES_LANG] = {.name = "lang", .from = INPUT_QUERY, .type = INPUT_WORD, .most = 16},
    [DUTIES_ALL] = {.name = "all", .from = INPUT_QUERY, .type = INPUT_TICK},
};

static const Input report_inputs[REPORT_INPUTS] = {
    [REPORT_KEY] = {.name = "idempotency-key", .from = INPUT_FIELD, .type = INPUT_LINE, .most = RETRY_KEY_MOST},
    [REPORT_LANG] = {.name = "lang", .from = INPUT_QUERY, .type = INPUT_WORD, .most = 16},
};

static const Input phish_inputs[PHISH_INPUTS] = {
    [PHISH_KEY] = {.name = "idempotency-key", .from = INPUT_FIELD, .type = INPUT_LINE, .most = RETRY_KEY_MOST},
    [PHISH_LANG] = {.name = "lang", .from = INPUT_QUERY, .type = INPUT_WORD, .most = 16},
};

static const Input case_inputs[CASE_INPUTS] = {
    [CASE_RECEIPT] = {.name = "receipt", .from = INPUT_PATH, .type = INPUT_WORD, .most = 20},
    [CASE_VIEWING] = {.name = "authorization", .from = INPUT_FIELD, .type = INPUT_LINE, .most = 80},
};

static const Input upload_inputs[UPLOAD_INPUTS] = {
    [UPLOAD_NAME] = {.name = "name", .from = INPUT_QUERY, .type = INPUT_LINE, .most = TYPED_LINE_BYTES},
    [UPLOAD_FILES] = {.name = "files", .from = INPUT_FIELD, .type = INPUT_WORD, .most = 40},
};
static const Input filing_inputs[FILING_INPUTS] = {
    [FILING_SIZE] =
        {.name = "filing", .from = INPUT_QUERY, .type = INPUT_NUMBER, .most = LIMIT_FILING_BYTES, .is_required = true},
    [FILING_MAIL] = {.name = "mail", .from = INPUT_QUERY, .type = INPUT_NUMBER, .most = MAILING_BYTES_MOST},
};

// The code of the draft comes in the cookie alone, never in an address.
#define DRAFT_COOKIE                                                                                                           \
    { .name = "draft", .from = INPUT_COOKIE, .type = INPUT_WORD, .most = 40 }

// The viewing key, in a cookie of the session.
#define KEY_COOKIE                                                                                                             \
    { .name = "case", .from = INPUT_COOKIE, .type = INPUT_WORD, .most = 40 }
static const Input case_page_inputs[CASE_COOKIES] = {[CASE_COOKIE] = KEY_COOKIE};
static const Input act_inputs[ACT_INPUTS] = {
    [ACT_KEY] = KEY_COOKIE,
    [ACT_ONCE] = {.name = "once", .from = INPUT_FORM, .type = INPUT_WORD, .most = 40},
    [ACT_PHONE] = {.name = "phone", .from = INPUT_FORM, .type = INPUT_LINE, .most = TYPED_LINE_BYTES},
    [ACT_NAME] = {.name = "name", .from = INPUT_FORM, .type = INPUT_LINE, .most = TYPED_LINE_BYTES},
};
static const Input note_inputs[NOTE_INPUTS] = {
    [NOTE_WINDOW] = {.name = "id", .from = INPUT_PATH, .type = INPUT_WORD, .most = FACT_NAME_BYTES},
    [NOTE_KEY] = KEY_COOKIE,
    [NOTE_NUMBER] = {.name = "number", .from = INPUT_FORM, .type = INPUT_LINE, .most = TYPED_LINE_BYTES},
    [NOTE_ON] = {.name = "on", .from = INPUT_FORM, .type = INPUT_LINE, .most = TYPED_LINE_BYTES},
};
static const Input more_inputs[MORE_INPUTS] = {[MORE_KEY] = KEY_COOKIE, [MORE_DRAFT] = DRAFT_COOKIE};
static const Input follow_inputs[FOLLOW_INPUTS] = {[FOLLOW_DRAFT] = DRAFT_COOKIE};
static const Input followup_inputs[FOLLOWUP_INPUTS] = {
    [FOLLOWUP_RECEIPT] = {.name = "receipt", .from = INPUT_PATH, .type = INPUT_WORD, .most = 20},
    [FOLLOWUP_VIEWING] = {.name = "authorization", .from = INPUT_FIELD, .type = INPUT_LINE, .most = 80},
    [FOLLOWUP_KEY] = {.name = "idempotency-key", .from = INPUT_FIELD, .type = INPUT_LINE, .most = RETRY_KEY_MOST},
    [FOLLOWUP_LANG] = {.name = "lang", .from = INPUT_QUERY, .type = INPUT_WORD, .most = 16},
};
static const Input case_door_inputs[CASE_DOOR_INPUTS] = {
    [CASE_DOOR_RECEIPT] = {.name = "receipt", .from = INPUT_FORM, .type = INPUT_LINE, .most = TYPED_LINE_BYTES},
    [CASE_DOOR_KEY] = {.name = "key", .from = INPUT_FORM, .type = INPUT_LINE, .most = TYPED_LINE_BYTES, .is_unseen = true},
};

static const Input guide_inputs[GUIDE_INPUTS] = {
    [GUIDE_ID] = {.name = "id", .from = INPUT_PATH, .type = INPUT_WORD, .most = FACT_NAME_BYTES},
};
static const Input asset_inputs[ASSET_INPUTS] = {
    [ASSET_TAG] = {.name = "tag", .from = INPUT_PATH, .type = INPUT_WORD, .most = 16},
    [ASSET_NAME] = {.name = "name", .from = INPUT_PATH, .type = INPUT_WORD, .most = 40},
};
static const Input ask_inputs[ASK_INPUTS] = {[ASK_DRAFT] = DRAFT_COOKIE};
static const Input answer_inputs[ANSWER_INPUTS] = {
    [QUESTION_FACT] = {.name = "fact", .from = INPUT_PATH, .type = INPUT_WORD, .most = FACT_NAME_BYTES},
    [QUESTION_DRAFT] = DRAFT_COOKIE,
    [QUESTION_ANSWER] =
        {.name = "answer", .from = INPUT_FORM, .type = INPUT_LINES, .most = LIMIT_TEXT_ANSWER, .times = VALUES_TICKED},
    [QUESTION_GO] = {.name = "go", .from = INPUT_FORM, .type = INPUT_WORD, .most = 8},
    [QUESTION_SURE] = {.name = "sure", .from = INPUT_FORM, .type = INPUT_LINE, .most = 256, .is_unseen = true},
};
static const Input answers_inputs[ANSWERS_INPUTS] = {
    [ANSWERS_DRAFT] = DRAFT_COOKIE,
    [ANSWERS_ALL] = {.name = "all", .from = INPUT_QUERY, .type = INPUT_TICK},
};
static const Input resume_inputs[RESUME_INPUTS] = {
    [RESUME_CODE] = {.name = "code", .from = INPUT_FORM, .type = INPUT_LINE, .most = TYPED_LINE_BYTES, .is_unseen = true},
};

static const Input windows_inputs[WINDOWS_CHOICE_INPUTS] = {
    [WINDOWS_DRAFT] = DRAFT_COOKIE,
    [WINDOWS_CHOSEN] =
        {.name = "window", .from = INPUT_FORM, .type = INPUT_WORD, .most = FACT_NAME_BYTES, .times = VALUES_TICKED},
    [WINDOWS_PHONE] = {.name = "phone", .from = INPUT_FORM, .type = INPUT_LINE, .most = TYPED_LINE_BYTES},
    [WINDOWS_CALL] = {.name = "call", .from = INPUT_FORM, .type = INPUT_TICK},
    [WINDOWS_GO] = {.name = "go", .from = INPUT_FORM, .type = INPUT_WORD, .most = 8},
};
static const Input consent_inputs[CONSENT_CHOICE_INPUTS] = {
    [CONSENT_WINDOW] = {.name = "id", .from = INPUT_PATH, .type = INPUT_WORD, .most = FACT_NAME_BYTES},
    [CONSENT_DRAFT] = DRAFT_COOKIE,
    [CONSENT_HIDE] = {.name = "hide", .from = INPUT_FORM, .type = INPUT_WORD, .most = FACT_NAME_BYTES, .times = LIMIT_FACTS},
    [CONSENT_GO] = {.name = "go", .from = INPUT_FORM, .type = INPUT_WORD, .most = 8},
};
static const Input check_inputs[CHECK_INPUTS] = {[CHECK_DRAFT] = DRAFT_COOKIE};
static const Input send_inputs[SEND_INPUTS] = {
    [SEND_DRAFT] = DRAFT_COOKIE,
    [SEND_SEEN] = {.name = "seen", .from = INPUT_FORM, .type = INPUT_WORD, .most = 32, .is_required = true},
};
static const Input receipt_inputs[RECEIPT_INPUTS] = {[RECEIPT_DRAFT] = DRAFT_COOKIE};

static const Input papers_inputs[PAPERS_INPUTS] = {
    [PAPERS_DRAFT] = DRAFT_COOKIE,
    [PAPERS_ALL] = {.name = "all", .from = INPUT_QUERY, .type = INPUT_TICK},
};
static const Input paper_inputs[PAPER_INPUTS] = {
    [PAPER_FORM] = {.name = "form", .from = INPUT_PATH, .type = INPUT_WORD, .most = FACT_NAME_BYTES},
    [PAPER_DRAFT] = DRAFT_COOKIE,
};
// Longer than what may be kept, so that it can be given back with what is too much.
enum { STORY_BYTES = 512 << 10 };
static const Input story_inputs[STORY_TOLD_INPUTS] = {
    [STORY_DRAFT] = DRAFT_COOKIE,
    [STORY_TEXT] = {.name = "story", .from = INPUT_FORM, .type = INPUT_LINES, .most = STORY_BYTES},
    [STORY_GO] = {.name = "go", .from = INPUT_FORM, .type = INPUT_WORD, .most = 8},
};
#define FIELD(fact)                                                                                                            \
    { .name = fact, .from = INPUT_FORM, .type = INPUT_LINES, .most = LIMIT_TEXT_ANSWER }
static const Input wishes_inputs[] = {
    [FIELDS_DRAFT] = DRAFT_COOKIE,
    [FIELDS_GO] = {.name = "go", .from = INPUT_FORM, .type = INPUT_WORD, .most = 8},
    [FIELDS_FIRST] = FIELD("wish.prevent"),
    FIELD("wish.recover"),
    FIELD("wish.punish"),
    FIELD("wish.contribute"),
    FIELD("share.nco"),
    FIELD("share.nco_withhold"),
};
static const Input about_inputs[] = {
    [FIELDS_DRAFT] = DRAFT_COOKIE,
    [FIELDS_GO] = {.name = "go", .from = INPUT_FORM, .type = INPUT_WORD, .most = 8},
    [FIELDS_FIRST] = FIELD("reporter.role"),
    FIELD("reporter.mandate"),
    FIELD("person.name"),
    FIELD("org.name"),
    FIELD("contact.name"),
    FIELD("contact.unit"),
    FIELD("contact.phone"),
    FIELD("contact.mail"),
    FIELD("contact.safe"),
    FIELD("contact.off_hours"),
};
enum {
    WISHES_INPUTS = sizeof wishes_inputs / sizeof *wishes_inputs,
    ABOUT_INPUTS = sizeof about_inputs / sizeof *about_inputs
};

static const Input calendar_inputs[CALENDAR_INPUTS] = {[CALENDAR_DRAFT] = DRAFT_COOKIE};
static const Input files_inputs[FILE_REMOVE_INPUTS] = {
    [FILES_DRAFT] = DRAFT_COOKIE,
    [FILE_REMOVE_ID] = {.name = "file", .from = INPUT_FORM, .type = INPUT_WORD, .most = 32, .is_required = true},
};

#define PAGE(where, takes, count, handler)                                                                                     \
    { .method = HTTP_GET, .path = where, .inputs = takes, .input_count = count, .handle = handler }
#define FORM(where, takes, count, handler)                                                                                     \
    {                                                                                                                          \
        .method = HTTP_POST, .path = where, .inputs = takes, .input_count = count, .body = ROUTE_FORM,                         \
        .body_most = FORM_BYTES, .handle = handler                                                                             \
    }
// With texts of many lines: a sign of Japanese takes nine bytes on its way.
#define LONG_FORM(where, takes, count, handler)                                                                                \
    {                                                                                                                          \
        .method = HTTP_POST, .path = where, .inputs = takes, .input_count = count, .body = ROUTE_FORM,                         \
        .body_most = LONG_FORM_BYTES, .handle = handler                                                                        \
    }

const Route portal_routes[] = {
    {.method = HTTP_GET, .path = "/", .handle = handle_home},
    PAGE("/{lang}/", NULL, 0, handle_front),
    PAGE("/{lang}/guides", NULL, 0, handle_guides),
    PAGE("/{lang}/guides/{id}", guide_inputs, GUIDE_INPUTS, handle_guide),
    PAGE("/{lang}/help", NULL, 0, handle_help),
    PAGE("/{lang}/privacy", NULL, 0, handle_privacy),
    PAGE("/{lang}/status", NULL, 0, handle_status),
    PAGE("/{lang}/accessibility", NULL, 0, handle_accessibility),
    PAGE("/{lang}/start", ask_inputs, ASK_INPUTS, handle_start),
    PAGE("/{lang}/ask", ask_inputs, ASK_INPUTS, handle_ask),
    PAGE("/{lang}/ask/{fact}", answer_inputs, QUESTION_INPUTS, handle_question),
    LONG_FORM("/{lang}/ask/{fact}", answer_inputs, ANSWER_INPUTS, handle_answer),
    PAGE("/{lang}/urgent", ask_inputs, ASK_INPUTS, handle_urgent),
    PAGE("/{lang}/duties", answers_inputs, ANSWERS_INPUTS, handle_answers),
    PAGE("/{lang}/resume", ask_inputs, ASK_INPUTS, handle_resume),
    FORM("/{lang}/resume", resume_inputs, RESUME_INPUTS, handle_resume_code),
    PAGE("/{lang}/duties.ics", calendar_inputs, CALENDAR_INPUTS, handle_calendar),
    PAGE("/{lang}/forms", papers_inputs, PAPERS_INPUTS, handle_papers),
    PAGE("/{lang}/forms/{form}", paper_inputs, PAPER_INPUTS, handle_paper),
    PAGE("/{lang}/forms/{form}/copy", paper_inputs, PAPER_INPUTS, handle_paper_copy),
    PAGE("/{lang}/story", story_inputs, STORY_INPUTS, handle_story),
    LONG_FORM("/{lang}/story", story_inputs, STORY_TOLD_INPUTS, handle_story_told),
    PAGE("/{lang}/wishes", wishes_inputs, FIELDS_INPUTS, handle_wishes),
    LONG_FORM("/{lang}/wishes", wishes_inputs, WISHES_INPUTS, handle_wishes_told),
    PAGE("/{lang}/about-you", about_inputs, FIELDS_INPUTS, handle_about),
    LONG_FORM("/{lang}/about-you", about_inputs, ABOUT_INPUTS, handle_about_told),
    PAGE("/{lang}/windows", windows_inputs, WINDOWS_INPUTS, handle_windows),
    FORM("/{lang}/windows", windows_inputs, WINDOWS_CHOICE_INPUTS, handle_windows_choice),
    PAGE("/{lang}/windows/{id}", consent_inputs, CONSENT_INPUTS, handle_consent),
    FORM("/{lang}/windows/{id}", consent_inputs, CONSENT_CHOICE_INPUTS, handle_consent_choice),
    PAGE("/{lang}/check", check_inputs, CHECK_INPUTS, handle_check),
    FORM("/{lang}/send", send_inputs, SEND_INPUTS, handle_send),
    PAGE("/{lang}/receipt", receipt_inputs, RECEIPT_INPUTS, handle_receipt),
    FORM("/{lang}/receipt", NULL, 0, handle_receipt_close),
    PAGE("/{lang}/case", case_page_inputs, CASE_COOKIES, handle_case_page),
    FORM("/{lang}/case", case_door_inputs, CASE_DOOR_INPUTS, handle_case_door),
    PAGE("/{lang}/case/sent", case_page_inputs, CASE_COOKIES, handle_case_sent),
    FORM("/{lang}/case/leave", NULL, 0, handle_case_leave),
    PAGE("/{lang}/case/stop", act_inputs, ACT_COOKIES, handle_case_stop),
    FORM("/{lang}/case/stop", act_inputs, ACT_INPUTS, handle_case_stop_send),
    PAGE("/{lang}/case/call", act_inputs, ACT_COOKIES, handle_case_call),
    FORM("/{lang}/case/call", act_inputs, ACT_INPUTS, handle_case_call_send),
    PAGE("/{lang}/case/noted/{id}", note_inputs, NOTE_SHOWN_INPUTS, handle_case_note),
    FORM("/{lang}/case/noted/{id}", note_inputs, NOTE_INPUTS, handle_case_note_keep),
    PAGE("/{lang}/files", files_inputs, FILES_INPUTS, handle_files),
    {.method = HTTP_POST,
     .path = "/{lang}/files",
     .inputs = files_inputs,
     .input_count = FILES_INPUTS,
     .body = ROUTE_FILE,
     .body_most = LIMIT_FILE_BYTES,
     .handle = handle_file_add},
    FORM("/{lang}/files/remove", files_inputs, FILE_REMOVE_INPUTS, handle_file_remove),
    PAGE("/{lang}/case/more", more_inputs, MORE_INPUTS, handle_case_more),
    FORM("/{lang}/case/more", more_inputs, MORE_INPUTS, handle_case_more_begin),
    PAGE("/{lang}/follow", follow_inputs, FOLLOW_INPUTS, handle_follow),
    PAGE("/assets/{tag}/{name}", asset_inputs, ASSET_INPUTS, handle_asset),
    {.method = HTTP_GET, .path = "/healthz", .is_api = true, .summary = MSG_API_HEALTH, .handle = handle_health},
    {.method = HTTP_POST,
     .path = "/api/v1/duties",
     .inputs = duties_inputs,
     .input_count = DUTIES_INPUTS,
     .body = ROUTE_JSON,
     .body_most = LIMIT_INCIDENT_BYTES,
     .is_api = true,
     .summary = MSG_API_DUTIES,
     .schema = "Incident",
     .handle = handle_duties},
    {.method = HTTP_POST,
     .path = "/api/v1/reports",
     .inputs = report_inputs,
     .input_count = REPORT_INPUTS,
     .body = ROUTE_JSON,
     .body_most = LIMIT_INCIDENT_BYTES,
     .is_api = true,
     .summary = MSG_API_REPORT,
     .schema = "Report",
     .creates = true,
     .answer = "Kept",
     .handle = handle_report},
    {.method = HTTP_POST,
     .path = "/api/v1/phish",
     .inputs = phish_inputs,
     .input_count = PHISH_INPUTS,
     .body = ROUTE_JSON,
     .body_most = LIMIT_PHISH_BYTES,
     .is_api = true,
     .has_own_quota = true,
     .summary = MSG_API_PHISH,
     .schema = "Phish",
     .creates = true,
     .answer = "Kept",
     .handle = handle_phish},
    {.method = HTTP_POST,
     .path = "/api/v1/files",
     .inputs = upload_inputs,
     .input_count = UPLOAD_INPUTS,
     .body = ROUTE_FILE,
     .body_most = LIMIT_FILE_BYTES,
     .is_api = true,
     .summary = MSG_API_FILES,
     .creates = true,
     .handle = handle_file_upload},
    {.method = HTTP_POST,
     .path = "/api/v1/filings",
     .inputs = filing_inputs,
     .input_count = FILING_INPUTS,
     .body = ROUTE_FILE,
     .body_most = LIMIT_PARCEL_BYTES,
     .is_api = true,
     .summary = MSG_API_FILING,
     .creates = true,
     .handle = handle_filing},
    {.method = HTTP_GET,
     .path = "/api/v1/reports/{receipt}",
     .inputs = case_inputs,
     .input_count = CASE_INPUTS,
     .is_api = true,
     .summary = MSG_API_CASE,
     .answer = "Kept",
     .handle = handle_case},
    {.method = HTTP_POST,
     .path = "/api/v1/reports/{receipt}/followups",
     .inputs = followup_inputs,
     .input_count = FOLLOWUP_INPUTS,
     .body = ROUTE_JSON,
     .body_most = LIMIT_INCIDENT_BYTES,
     .is_api = true,
     .summary = MSG_API_FOLLOWUP,
     .schema = "Followup",
     .creates = true,
     .answer = "Kept",
     .handle = handle_followup},
    {.method = HTTP_GET,
     .path = "/api/openapi.json",
     .is_api = true,
     .summary = MSG_API_DESCRIPTION,
     .handle = handle_description},
};
const size_t portal_route_count = sizeof portal_routes / sizeof *portal_routes;

const Portal *portal_of(const Request *request) {
    return request->site->house;
}
