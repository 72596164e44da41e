// The one door to memory. What is asked of whole pages is asked here and nowhere else.
#include "base/memory.h"

#include "base/sys.h"

#include <sys/mman.h>
#include <unistd.h>

void *memory_take(size_t bytes) {
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void *memory_share(size_t bytes) {
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

// A file that nobody else knows, mapped in place of what was written to it. Private: whoever made it writable again would only
// change pages of his own.
Err memory_freeze(void *memory, size_t used, size_t bytes) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE), kept = (used + page - 1) / page * page;
    int file = memfd_create("frozen", MFD_CLOEXEC);
    Err err = file < 0 ? ERR_IO : sys_write(file, (Str){memory, used});
    if (!err && mmap(memory, used, PROT_READ, MAP_PRIVATE | MAP_FIXED, file, 0) != memory) err = ERR_IO;
    if (file >= 0) close(file);
    if (!err && kept < bytes) munmap((char *)memory + kept, bytes - kept);
    return err;
}

Err memory_hide(void *memory, size_t bytes) {
    return madvise(memory, bytes, MADV_DONTFORK) == 0 ? ERR_OK : ERR_IO;
}

void memory_give(void *memory, size_t bytes) {
    munmap(memory, bytes);
}
