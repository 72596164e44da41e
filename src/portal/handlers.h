// The handlers of the portal, one file for each subject; named in its table of routes and nowhere else.
#pragma once

#include "portal/portal.h"

// Inputs of each route, in the order of its table.
enum { DUTIES_AT, DUTIES_LANG, DUTIES_ALL, DUTIES_INPUTS };
enum { REPORT_KEY, REPORT_LANG, REPORT_INPUTS };
enum { CASE_RECEIPT, CASE_VIEWING, CASE_INPUTS };
enum { UPLOAD_NAME, UPLOAD_FILES, UPLOAD_INPUTS };
enum { FILING_SIZE, FILING_MAIL, FILING_INPUTS };
enum { PHISH_KEY, PHISH_LANG, PHISH_INPUTS };

Response handle_home(const Request *request);
Response handle_status(const Request *request);
Response handle_health(const Request *request);
Response handle_duties(const Request *request);
Response handle_report(const Request *request);
Response handle_file_upload(const Request *request);
Response handle_case(const Request *request);
Response handle_filing(const Request *request);
Response handle_phish(const Request *request);
Response handle_description(const Request *request);

// Pages (pages.c, asking.c).
enum { GUIDE_ID, GUIDE_INPUTS };
enum { ASSET_TAG, ASSET_NAME, ASSET_INPUTS };
enum { ASK_DRAFT, ASK_INPUTS };
enum {
    QUESTION_FACT,
    QUESTION_DRAFT,
    QUESTION_INPUTS,
    QUESTION_ANSWER = QUESTION_INPUTS,
    QUESTION_GO,
    QUESTION_SURE,
    ANSWER_INPUTS
};
enum { ANSWERS_DRAFT, ANSWERS_ALL, ANSWERS_INPUTS };
enum { RESUME_CODE, RESUME_INPUTS };

// From the answers to the receipt (windows.c, consent.c, check.c, receipt.c).
enum {
    WINDOWS_DRAFT,
    WINDOWS_INPUTS,
    WINDOWS_CHOSEN = WINDOWS_INPUTS,
    WINDOWS_CALL,
    WINDOWS_PHONE,
    WINDOWS_GO,
    WINDOWS_CHOICE_INPUTS
};
enum { CONSENT_WINDOW, CONSENT_DRAFT, CONSENT_INPUTS, CONSENT_HIDE = CONSENT_INPUTS, CONSENT_GO, CONSENT_CHOICE_INPUTS };
enum { CHECK_DRAFT, CHECK_INPUTS };
enum { SEND_DRAFT, SEND_SEEN, SEND_INPUTS };
enum { RECEIPT_DRAFT, RECEIPT_INPUTS };

Response handle_windows(const Request *request);
Response handle_windows_choice(const Request *request);
Response handle_consent(const Request *request);
Response handle_consent_choice(const Request *request);
Response handle_check(const Request *request);
Response handle_send(const Request *request);
Response handle_receipt(const Request *request);
Response handle_receipt_close(const Request *request);

// One's own report (case_pages.c, case_sent.c).
enum { CASE_COOKIE, CASE_COOKIES };
enum { CASE_DOOR_RECEIPT, CASE_DOOR_KEY, CASE_DOOR_INPUTS };

Response handle_case_page(const Request *request);
Response handle_case_door(const Request *request);
Response handle_case_sent(const Request *request);
Response handle_case_leave(const Request *request);

// What a person asks of her windows, and notes for herself (case_acts.c, case_note.c).
enum { ACT_KEY, ACT_COOKIES, ACT_ONCE = ACT_COOKIES, ACT_PHONE, ACT_NAME, ACT_INPUTS };
enum { NOTE_WINDOW, NOTE_KEY, NOTE_SHOWN_INPUTS, NOTE_NUMBER = NOTE_SHOWN_INPUTS, NOTE_ON, NOTE_INPUTS };

Response handle_case_stop(const Request *request);
Response handle_case_stop_send(const Request *request);
Response handle_case_call(const Request *request);
Response handle_case_call_send(const Request *request);
Response handle_case_note(const Request *request);
Response handle_case_note_keep(const Request *request);

// The forms of a draft, its deadlines (forms.c, calendar.c).
enum { PAPERS_DRAFT, PAPERS_ALL, PAPERS_INPUTS };
enum { PAPER_FORM, PAPER_DRAFT, PAPER_INPUTS };
enum { CALENDAR_DRAFT, CALENDAR_INPUTS };

Response handle_papers(const Request *request);
Response handle_paper(const Request *request);
Response handle_paper_copy(const Request *request);
Response handle_calendar(const Request *request);

// Files of a draft (files.c).
enum { FILES_DRAFT, FILES_INPUTS, FILE_REMOVE_ID = FILES_INPUTS, FILE_REMOVE_INPUTS };

Response handle_files(const Request *request);
Response handle_file_add(const Request *request);
Response handle_file_remove(const Request *request);

// What follows a report (follow_pages.c, follow_api.c).
enum { MORE_KEY, MORE_DRAFT, MORE_INPUTS };
enum { FOLLOW_DRAFT, FOLLOW_INPUTS };
enum { FOLLOWUP_RECEIPT, FOLLOWUP_VIEWING, FOLLOWUP_KEY, FOLLOWUP_LANG, FOLLOWUP_INPUTS };

Response handle_case_more(const Request *request);
Response handle_case_more_begin(const Request *request);
Response handle_follow(const Request *request);
Response handle_followup(const Request *request);

// What no rule reads (story.c, more.c). The fields of the last two pages are facts, by the names of their inputs.
enum { STORY_DRAFT, STORY_INPUTS, STORY_TEXT = STORY_INPUTS, STORY_GO, STORY_TOLD_INPUTS };
enum { FIELDS_DRAFT, FIELDS_INPUTS, FIELDS_GO = FIELDS_INPUTS, FIELDS_FIRST };

Response handle_story(const Request *request);
Response handle_story_told(const Request *request);
Response handle_wishes(const Request *request);
Response handle_wishes_told(const Request *request);
Response handle_about(const Request *request);
Response handle_about_told(const Request *request);

Response handle_front(const Request *request);
Response handle_guides(const Request *request);
Response handle_guide(const Request *request);
Response handle_help(const Request *request);
Response handle_privacy(const Request *request);
Response handle_accessibility(const Request *request);
Response handle_asset(const Request *request);
Response handle_start(const Request *request);
Response handle_ask(const Request *request);
Response handle_question(const Request *request);
Response handle_answer(const Request *request);
Response handle_urgent(const Request *request);
Response handle_answers(const Request *request);
Response handle_resume(const Request *request);
Response handle_resume_code(const Request *request);
