// Reading, locking and replacing one small file. Whether a checkpoint may be cosigned is decided by the caller.
#include "store/witness.h"
#include "base/sys.h"
#include "store/ledger_rows.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

enum { STATE_BYTES_MAX = CHECKPOINT_BYTES_MAX + 1024, LOCK_MODE = 0600 };

static const Str title = {"todoke witness 1", 16};

static Err state_read(Str text, WitnessState *out) {
    Str first, key, empty, rest;
    bool lines = str_cut(text, '\n', &first, &rest) && str_cut(rest, '\n', &key, &rest) && str_cut(rest, '\n', &empty, &rest);
    if (!lines || !str_eq(first, title) || empty.len || note_key_read(key, &out->ledger) != ERR_OK) return ERR_INPUT;
    if (checkpoint_read(rest, &out->last) != ERR_OK || !str_eq(out->last.origin, out->ledger.name)) return ERR_INPUT;
    return note_trust(&out->last.note, &out->ledger, NULL) == NOTE_SIGNED ? ERR_OK : ERR_INPUT;
}

Err witness_open(Arena *arena, const char *path, WitnessState *out) {
    Str text;
    *out = (WitnessState){.path = path};
    out->lock = open(str_c(arena, str_format(arena, "%s.lock", path)), O_RDWR | O_CREAT | O_CLOEXEC, LOCK_MODE);
    if (out->lock < 0) return ERR_IO;
    if (flock(out->lock, LOCK_EX) != 0) return ERR_IO;
    out->is_new = sys_is_missing(path);
    if (out->is_new) return ERR_OK;
    Err err = sys_read_file(arena, path, STATE_BYTES_MAX, &text);
    return err ? err : state_read(text, out);
}

Err witness_keep(Arena *arena, const WitnessState *state, const NoteKey *ledger, Str checkpoint) {
    Buf text = buf_make(arena, STATE_BYTES_MAX);
    buf_put(&text, title);
    buf_char(&text, '\n');
    note_key_print(&text, ledger);
    buf_puts(&text, "\n\n");
    buf_put(&text, checkpoint);
    return text.overflowed ? ERR_TOO_BIG : sys_write_file(state->path, buf_str(&text));
}

Err witness_keep_key(const char *path, Str text) {
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, LOCK_MODE);
    if (file < 0) return ERR_IO;
    bool written = ledger_write_at(file, 0, text.ptr, text.len) == ERR_OK && fsync(file) == 0;
    return close(file) == 0 && written ? ERR_OK : ERR_IO;
}

void witness_close(WitnessState *state) {
    if (state->lock >= 0) close(state->lock);
    state->lock = -1;
}
