// Letters and annexes. Each bag has one item, whose id is that of the report.
#include "intake/own_mail.h"

#include "seal/mailbox.h"
#include "seal/receipt.h"

typedef struct Letter {
    Str body;       // the report as JSON; "null": it is not in here
    unsigned parts; // it lies in so many annexes
    bool is_copy;   // for whoever helped
} Letter;

static Str letter_text(Arena *arena, const Report *report, Letter letter) {
    Buf out = buf_make(arena, 2 * OWN_LETTER_MOST);
    buf_puts(&out, "{\"kind\":\"report\",\"receipt\":");
    buf_json(&out, receipt_text(arena, receipt_number(report->id)));
    if (report->before) {
        buf_puts(&out, ",\"follows\":");
        buf_json(&out, report->before->receipt);
        buf_format(&out, ",\"what\":\"%s\"", report_what(report->before->what));
    }
    buf_puts(&out, ",\"at\":\"");
    buf_moment(&out, report->at);
    buf_puts(&out, "\",\"windows\":[");
    for (size_t i = 0; i < report->window_count; i++) {
        if (i) buf_char(&out, ',');
        buf_json(&out, report->windows[i].id);
    }
    buf_format(&out, "],\"parts\":%u,\"copy\":%s,\"report\":", letter.parts, letter.is_copy ? "true" : "false");
    buf_put(&out, letter.body);
    buf_char(&out, '}');
    return buf_str(&out);
}

typedef struct Posting {
    Arena *arena;
    Id report;
    ReplyPublic to;
    SealRandom random;
} Posting;

static Err bag_make(const Posting *posting, Name name, Str text, MailingBag *out) {
    Mailbag bag = {0};
    ByteWriter box = bytes_writer(posting->arena, MAILBAG_BYTES_MOST);
    Err err = mailbox_item_seal(&box, name, 1, posting->to, bytes_of_str(text), posting->random);
    if (err) return err;
    PUSH(posting->arena, bag, ((Mail){MAIL_ITEM, posting->report, bytes_written(&box)}));
    out->name = name;
    return mailbag_write(posting->arena, &bag, &out->bag);
}

static Str body_of(Arena *arena, const Report *report) {
    ReportView view = report_view(arena, report, NULL);
    Bytes json = report_body(arena, report, &view).json;
    return (Str){(const char *)json.ptr, json.len};
}

static Err copy_make(Posting posting, const Report *report, const ViewingKey *helper, Id office, Str body, OwnMail *out) {
    ReplyPair reply = viewing_reply(helper, office);
    posting.to = reply.public;
    sodium_memzero(&reply, sizeof reply);
    out->has_copy = true;
    Str letter = letter_text(posting.arena, report, (Letter){.body = body, .is_copy = true});
    return bag_make(&posting, viewing_mailbox(helper, office), letter, &out->copy);
}

Err own_mail_make(Arena *arena, const Report *report, const IntakeResult *sealed, const ViewingKey *helper, SealRandom random,
                  OwnMail *out) {
    Posting posting = {arena, report->id, sealed->head.reply, random};
    Str whole = body_of(arena, report);
    unsigned parts = whole.len > OWN_LETTER_MOST ? (unsigned)((whole.len + OWN_PART_BYTES - 1) / OWN_PART_BYTES) : 0;
    Str body = parts ? STR("null") : whole;
    Err err = ERR_OK;
    *out = (OwnMail){0};
    if (parts > OWN_PARTS_MOST) parts = 0; // not shown there; it is filed all the same
    Mailing *mailing = &out->mailing;
    out->letter = letter_text(arena, report, (Letter){.body = body, .parts = parts});
    if (!report->before) err = bag_make(&posting, sealed->head.mailbox, out->letter, &mailing->bags[mailing->count++]);
    for (unsigned part = 1; !err && part <= parts; part++) {
        Name name = viewing_annex(&sealed->viewing, sealed->head.office, report->id, part);
        Str piece = str_slice(whole, (part - 1) * (size_t)OWN_PART_BYTES, part * (size_t)OWN_PART_BYTES);
        err = bag_make(&posting, name, piece, &mailing->bags[mailing->count++]);
    }
    return !err && helper ? copy_make(posting, report, helper, sealed->head.office, body, out) : err;
}
