// `todoke forms`: writes forms as files. Every file is made in memory first and then put in place whole.
#include "base/sys.h"
#include "base/terminal.h"
#include "base/words.h"
#include "cli/commands.h"
#include "cli/form_set.h"
#include "cli/session.h"
#include "print/pdf.h"
#include "print/xlsx.h"
#include "render/form_out.h"
#include <stdlib.h>

enum { FILE_BYTES = 256 << 20, STANDARD_OUTPUT = 1 };

typedef struct FileKind {
    const char *name, *ending;
    void (*render)(Buf *out, const FilledForm *form); // NULL: made by src/print
    Err (*print)(Session *session, const FilledForm *form, Str *out);
} FileKind;

static Err print_pdf(Session *session, const FilledForm *form, Str *out) {
    return pdf_write(session->arena, form, out);
}

static Err print_xlsx(Session *session, const FilledForm *form, Str *out) {
    const char *folder;
    const char *parent = getenv("TMPDIR");
    Err err = sys_make_private(session->arena, parent && *parent ? parent : "/tmp", &folder);
    if (err) return err;
    err = xlsx_write(session->arena, form, folder, out);
    sys_remove_private(folder);
    return err;
}

static const FileKind kinds[] = {
    {"pdf", ".pdf", NULL, print_pdf}, {"xlsx", ".xlsx", NULL, print_xlsx}, {"html", ".html", form_html, NULL},
    {"txt", ".txt", form_text, NULL}, {"json", ".json", form_json, NULL},  {"copy", ".copy.html", form_copy, NULL},
};

enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

// By --as, else by the ending of the one file to be written, else PDF.
static const FileKind *kind_find(Session *session) {
    const char *name = session->values[OPTION_AS];
    Str path = str_from(session_has(session, OPTION_FORM) ? session->values[OPTION_OUTPUT] : NULL);
    for (size_t i = KIND_COUNT; !name && i > 0; i--) // the longest ending last in the table, first here
        if (str_ends(path, str_from(kinds[i - 1].ending))) return &kinds[i - 1];
    for (size_t i = 0; name && i < KIND_COUNT; i++)
        if (str_is(str_from(name), kinds[i].name)) return &kinds[i];
    if (!name) return &kinds[0];
    session_say(session, MSG_FORMS_BAD_KIND, str_from(name), STR_NONE);
    return NULL;
}

static Err make_file(Session *session, const FileKind *kind, const FilledForm *form, Str *out) {
    if (!kind->render) return kind->print(session, form, out);
    Buf text = buf_make(session->arena, FILE_BYTES);
    kind->render(&text, form);
    *out = buf_str(&text);
    return text.overflowed ? ERR_TOO_BIG : ERR_OK;
}

static bool write_file(Session *session, const FileKind *kind, const FilledForm *form, Str path) {
    Str content;
    bool made = make_file(session, kind, form, &content) == ERR_OK;
    bool written = made && sys_write_file(str_c(session->arena, path), content) == ERR_OK;
    if (!written) session_say(session, made ? MSG_FORMS_NOT_WRITTEN : MSG_FORMS_NOT_MADE, path, STR_NONE);
    return written;
}

static void tell_progress(Session *session, const FilledForm *form, bool alternative, Str path) {
    Buf words = buf_make(session->arena, 4096), line = buf_make(session->arena, 8192);
    form_set_progress(&words, form, session->lang);
    if (alternative)
        buf_word(&line, session->lang, MSG_FORMS_ALTERNATIVE, buf_str(&words), STR_NONE, STR_NONE);
    else
        buf_put(&line, buf_str(&words));
    session_say(session, MSG_FORMS_MADE, path, buf_str(&line));
}

// A form is handed in to one recipient at a time, and each gets a copy that names it alone.
static void tell_recipients(Session *session, const FilledForm *form) {
    Buf windows = buf_make(session->arena, 64 << 10);
    for (uint32_t i = 0; i < form->to_count; i++) {
        if (i > 0) buf_puts(&windows, ", ");
        buf_put(&windows, form->book->windows.items[form->to_windows[i]].id);
    }
    if (form->to_count > 1) session_say(session, MSG_FORMS_SEVERAL, form->form->id, buf_str(&windows));
}

static void list_file(Session *session, const FilledForm *form, Str path, bool first) {
    Buf *out = &session->out;
    if (!session_has(session, OPTION_JSON)) return;
    buf_puts(out, first ? "\n{\"form\":" : ",\n{\"form\":");
    buf_json(out, form->form->id);
    buf_format(out, ",\"stage\":\"%s\",\"file\":", duty_stages[form->stage]);
    buf_json(out, path);
    buf_format(out, ",\"filled\":%u,\"unknown\":%u,\"none\":%u,\"ask\":%u}", form->filled, form->unknown, form->none,
               form->ask_count);
}

static int write_folder(Session *session, const FileKind *kind, const FormSet *set) {
    const char *folder = session->values[OPTION_OUTPUT];
    bool fine = true, first = true;
    if (sys_make_folder(folder) != ERR_OK) {
        session_say(session, MSG_FORMS_NO_FOLDER, str_from(folder), STR_NONE);
        return EXIT_BAD;
    }
    for (uint32_t i = 0; i < set->count; i++) {
        const FilledForm *form = &set->items[i];
        Str path = str_format(session->arena, "%s/%.*s%s", folder, STR_ARG(form->form->id), kind->ending);
        bool written = write_file(session, kind, form, path);
        fine = fine && written;
        if (!written) continue;
        tell_progress(session, form, set->alternative[i], path);
        if (form->form->to < 0 && form->form->duty < 0) tell_recipients(session, form);
        list_file(session, form, path, first);
        first = false;
    }
    if (set->count == 0) session_say(session, MSG_FORMS_NONE, STR_NONE, STR_NONE);
    return fine ? EXIT_DONE : EXIT_BAD;
}

// The one form of --form: into its file, or to standard output.
static int write_one(Session *session, const FileKind *kind, const FilledForm *form) {
    const char *path = session->values[OPTION_OUTPUT];
    Str content;
    if (path) {
        if (!write_file(session, kind, form, str_from(path))) return EXIT_BAD;
        tell_progress(session, form, false, str_from(path));
        if (form->form->to < 0 && form->form->duty < 0) tell_recipients(session, form);
        list_file(session, form, str_from(path), true);
        return EXIT_DONE;
    }
    if (!kind->render && terminal_is_there(STANDARD_OUTPUT)) {
        session_say(session, MSG_FORMS_TERMINAL, STR_NONE, STR_NONE);
        return EXIT_BAD;
    }
    if (make_file(session, kind, form, &content) != ERR_OK) {
        session_say(session, MSG_FORMS_NOT_MADE, form->form->id, STR_NONE);
        return EXIT_BAD;
    }
    buf_put(&session->out, content);
    return EXIT_DONE;
}

int command_forms(Session *session) {
    FormSet set;
    bool one = session_has(session, OPTION_FORM), lists = session_has(session, OPTION_JSON);
    const FileKind *kind = kind_find(session);
    if (kind && !one && !session_has(session, OPTION_OUTPUT)) {
        session_say(session, MSG_FORMS_NO_OUTPUT, STR_NONE, STR_NONE);
        return EXIT_BAD;
    }
    const Pack *pack = kind ? session_pack(session) : NULL;
    if (!pack || !form_set_fill(session, pack, &set)) return EXIT_BAD;
    lists = lists && session_has(session, OPTION_OUTPUT);
    if (lists) buf_puts(&session->out, "{\"files\":[");
    int status = one ? write_one(session, kind, &set.items[0]) : write_folder(session, kind, &set);
    if (lists) buf_puts(&session->out, "]}\n");
    return status;
}
