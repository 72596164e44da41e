// Standard input is read byte by byte, so that what lies behind a line stays for who comes next, and beside the signals that
// end the wait.
#include "base/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

bool terminal_is_there(int descriptor) {
    return isatty(descriptor) == 1;
}

bool terminal_screen(int descriptor, int *columns, int *rows) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || !size.ws_col) return false;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return true;
}

static sigset_t interrupts_all(void) {
    sigset_t all;
    sigemptyset(&all);
    sigaddset(&all, SIGINT);
    sigaddset(&all, SIGTERM);
    sigaddset(&all, SIGHUP);
    return all;
}

Err terminal_hold_interrupts(int *out) {
    enum { BEHIND_STANDARD = 3 }; // a closed standard input must not become this descriptor
    sigset_t held = interrupts_all();
    int fd = signalfd(-1, &held, SFD_CLOEXEC);
    int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, BEHIND_STANDARD);
    if (fd >= 0) {
        close(fd);
    }
    if (high < 0) {
        return ERR_IO;
    }
    if (sigprocmask(SIG_BLOCK, &held, NULL) != 0) {
        close(high);
        return ERR_IO;
    }
    *out = high;
    return ERR_OK;
}

void terminal_free_interrupts(int held) {
    sigset_t freed = interrupts_all();
    close(held);
    (void)!sigprocmask(SIG_UNBLOCK, &freed, NULL);
}

typedef enum Byte { BYTE_READ, BYTE_ENDED, BYTE_INTERRUPTED, BYTE_FAILED } Byte;

// One byte: what lies behind the line stays for the next reader of the stream.
static Byte byte_read(int interrupts, char *out) {
    struct pollfd from[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = interrupts, .events = POLLIN}};
    for (;;) {
        int ready = poll(from, interrupts < 0 ? 1 : 2, -1);
        if (ready > 0 && interrupts >= 0 && from[1].revents) {
            return BYTE_INTERRUPTED;
        }
        ssize_t got = ready > 0 ? read(STDIN_FILENO, out, 1) : -1;
        if (got >= 0) {
            return got ? BYTE_READ : BYTE_ENDED;
        }
        if (errno != EINTR) {
            return BYTE_FAILED;
        }
    }
}

Err terminal_read_line(Arena *arena, int interrupts, size_t ceiling, Str *out, bool *ended) {
    size_t room = 128, len = 0;
    char *line = arena_array(arena, room, 1), byte;
    *ended = false;
    for (;;) {
        Byte got = byte_read(interrupts, &byte);
        if (got == BYTE_FAILED) {
            return ERR_IO;
        }
        *ended = got == BYTE_INTERRUPTED || (got == BYTE_ENDED && len == 0);
        if (got != BYTE_READ || byte == '\n') {
            break;
        }
        if (len == room && room <= ceiling) {
            line = arena_grow(arena, line, room, room * 2, 1);
            room *= 2;
        }
        if (len < room) {
            line[len] = byte;
        }
        len++;
    }
    *out = (Str){line, len <= ceiling ? len : 0};
    return len <= ceiling ? ERR_OK : ERR_TOO_BIG;
}

void terminal_show_typing(bool shown) {
    struct termios terminal;
    if (tcgetattr(STDIN_FILENO, &terminal) != 0) {
        return; // no terminal: nothing is shown
    }
    terminal.c_lflag = shown ? terminal.c_lflag | ECHO : terminal.c_lflag & ~(tcflag_t)ECHO;
    (void)!tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal);
}
