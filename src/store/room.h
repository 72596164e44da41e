// A room: one SQLite file that holds one kind of thing. This is the one door to SQLite: the file is opened hardened, every
// statement is one of sql/queries (gen/queries.h), and there is no call that takes SQL as text. A room belongs to one process
// and one thread; several processes may have the same room open.
//
// A commit is on the disk when room_commit has returned ERR_OK, and only then. When the disk has refused a sync, the room is
// over for this process: everything after that is ERR_IO. The next opening carries what is in the log into the main file and
// syncs that, before anything is read from it.
#pragma once

#include "base/arena.h"
#include "gen/queries.h"

typedef enum RoomMode {
    ROOM_READ,  // must be there, with the schema of this program; nothing is written
    ROOM_WRITE, // made if missing; brought forward to the schema of this program, after a backup beside it
} RoomMode;

// Why a room did not do what it was told; ERR_IO alone does not say.
typedef enum RoomFault {
    ROOM_FINE,
    ROOM_MISSING, // no such file, or not ours to open
    ROOM_FOREIGN, // not a room, or another one
    ROOM_NEWER,   // its schema is of a later program
    ROOM_OLDER,   // its schema is of an earlier program, and it was opened to read
    ROOM_BROKEN,  // what is in the file makes no sense
    ROOM_FULL,    // no space
    ROOM_BUSY,    // another process did not let go in time
    ROOM_REFUSED, // a row that the schema does not allow
    ROOM_FAILED,  // the world failed in another way
} RoomFault;

// DATA/vault/vault.db and its like.
Str room_path(Arena *arena, Str data, RoomKind kind);
// Gives a room also when it fails: to say why. The arena must outlive the room.
MUST_CHECK Err room_open(Arena *arena, Str data, RoomKind kind, RoomMode mode, Room **out);
MUST_CHECK Err room_open_file(Arena *arena, Str path, RoomKind kind, RoomMode mode, Room **out);
void room_close(Room *room);
RoomFault room_fault(const Room *room); // of the last call that failed
RoomKind room_kind(const Room *room);

// A transaction that writes, from its beginning. What fails inside is undone by room_undo, which cannot fail.
MUST_CHECK Err room_begin(Room *room);
MUST_CHECK Err room_commit(Room *room); // when it fails, it has been undone
void room_undo(Room *room);

// Looks through the whole file. What was found is said in the words of SQLite, for the log of whoever runs the office.
MUST_CHECK Err room_check(Room *room, Arena *arena, Str *finding);
// A whole copy as of one moment, while others write. Synced; a file of that name is replaced only by the whole copy.
MUST_CHECK Err room_copy(Room *room, Str path);
