// Any bytes as a config file: never a crash; what is refused has at least one finding, each on a line of the file; what is
// accepted stays within the bounds that the rest of the program relies on.
#include "role/config.h"

#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Arena arena;
    arena_reset(&arena);
    Diags diags = diags_make(&arena);
    Str source = {(const char *)data, size};
    Config config = config_defaults();
    Err err = config_read(STR("fuzz"), source, &config, &diags);
    size_t lines = 1;
    for (size_t i = 0; i < size; i++) lines += data[i] == '\n';
    must((err != ERR_OK) == (diags.errors > 0));
    for (size_t i = 0; i < diags.count; i++) {
        Buf out = buf_make(&arena, 1 << 20);
        must(diags.items[i].place.line >= 1 && (size_t)diags.items[i].place.line <= lines);
        diag_print(&out, &diags.items[i], LANG_EN);
        diag_print_line(&out, &diags.items[i], LANG_JA);
    }
    must(config.uid_base >= 0 && config.uid_base <= 1 << 30);
    must(config.printers >= 1 && config.printers <= 32);
    must(config.print_seconds >= 1 && config.print_waiting >= 0 && config.print_waiting <= 256);
    must(config.print_mib >= 64 && config.drain_seconds >= 1);
    must(config.log_format == LOG_FORMAT_TEXT || config.log_format == LOG_FORMAT_JSON);
    must(config.listen.text.len == 0 || (config.listen.port >= 0 && config.listen.port <= 65535));
    return 0;
}
