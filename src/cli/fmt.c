// `todoke fmt`: rewrites pack files in their one canonical shape. A file that cannot be read without errors is left alone.
#include "base/limits.h"
#include "base/sys.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "pack/pack.h"
#include "rule/line.h"

typedef struct Formatter {
    Session *session;
    uint32_t changed;
    bool bad; // something could not be read or written
} Formatter;

static void refuse(Formatter *formatter, Msg msg, const char *path) {
    session_say(formatter->session, msg, str_from(path), STR_NONE);
    formatter->bad = true;
}

static void format_file(Formatter *formatter, const char *path) {
    Session *session = formatter->session;
    SourceFile file = {.name = str_from(path)};
    if (sys_read_file(session->arena, path, LIMIT_PACK_FILE_BYTES, &file.text) != ERR_OK) {
        refuse(formatter, MSG_SESSION_UNREADABLE, path);
        return;
    }
    Diags diags = diags_make(session->arena);
    LineTree tree = line_tree_read(session->arena, &file, &diags);
    if (diags.errors) {
        session_tell(session, &diags);
        formatter->bad = true;
        return;
    }
    Buf shaped = buf_make(session->arena, 2 * LIMIT_PACK_FILE_BYTES);
    line_tree_print(&shaped, &tree);
    if (str_eq(buf_str(&shaped), file.text)) return;
    formatter->changed++;
    buf_put(&session->out, file.name);
    buf_char(&session->out, '\n');
    if (!session_has(session, OPTION_CHECK) && sys_write_file(path, buf_str(&shaped)) != ERR_OK)
        refuse(formatter, MSG_FMT_NOT_WRITTEN, path);
}

static void format_folder(Formatter *formatter, const char *folder) {
    Str *paths;
    size_t count;
    if (sys_list_tree(formatter->session->arena, folder, LIMIT_PACK_FILES, &paths, &count) != ERR_OK) {
        refuse(formatter, MSG_SESSION_UNREADABLE, folder);
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (pack_holds_blocks(paths[i]))
            format_file(formatter, str_c(formatter->session->arena,
                                         str_format(formatter->session->arena, "%s/%.*s", folder, STR_ARG(paths[i]))));
}

int command_fmt(Session *session) {
    Formatter formatter = {.session = session};
    for (int i = 0; i < session->argument_count; i++) {
        const char *path = session->arguments[i];
        if (sys_is_directory(path))
            format_folder(&formatter, path);
        else
            format_file(&formatter, path);
    }
    if (formatter.bad) return EXIT_BAD;
    return formatter.changed && session_has(session, OPTION_CHECK) ? EXIT_NO : EXIT_DONE;
}
