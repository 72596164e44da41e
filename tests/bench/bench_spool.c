// Acknowledged blobs a second through the spool, with 1, 8, 64 and 256 clients. The limit is a bare loop on the same disk, over
// the same kind of socket, with the same clients: it takes what has arrived, writes the same bytes with one call, syncs once,
// and answers all with as many bytes as the spool does. It knows no records, no ids and no proofs. Both are taken by turns.
// For spool.proof.* the loop also makes the calls of libsodium that a proof cannot be without: every blob is hashed, the tree
// over them is, and its head is signed once for all that are synced together. What is left between the two is the spool's own.
//   bench_spool [PREFIX]
#include "bench/load.h"
#include "crash/spool_alone.h"
#include "store/spool.h"

#include <signal.h>
#include <sys/uio.h>
#include <sys/wait.h>

enum { BLOB = 4096, HALVES = 64, APPEND_HEAD = 18, PUT_HEAD = 45, ROUNDS = 7, LINGER_US = 20000 };

typedef struct Scene {
    char folder[64], bare[96], spool[96];
    unsigned char blob[BLOB];
    uint64_t count;
    Load load;
} Scene;

// A filing as far as the spool looks: a core that states the hash of the halves behind it.
static void blob_make(unsigned char out[BLOB]) {
    memset(out, 0x5a, BLOB);
    uint32_t inside = BLOB - HALVES - 5;
    Hash halves = hash_of(DOMAIN_HALVES, (Bytes){out + BLOB - HALVES, HALVES});
    out[0] = 1;
    memcpy(out + 1, &inside, 4);
    memcpy(out + 5, halves.bytes, sizeof halves.bytes);
}

static void append_next(void *at, uint32_t peer, unsigned char *out) {
    Scene *scene = at;
    (void)peer;
    frame_head_write(out, (FrameHead){FRAME_APPEND, APPEND_HEAD + BLOB});
    memset(out + FRAME_HEAD_BYTES, 0, APPEND_HEAD);
    out[FRAME_HEAD_BYTES] = APPEND_FILING;
    scene->count++;
    memcpy(out + FRAME_HEAD_BYTES + 1, &scene->count, sizeof scene->count);
    memcpy(out + FRAME_HEAD_BYTES + APPEND_HEAD, scene->blob, BLOB);
}

static void put_next(void *at, uint32_t peer, unsigned char *out) {
    Scene *scene = at;
    Put put = {.class = BLOB_DRAFT, .ttl_seconds = 3600};
    (void)peer;
    scene->count++;
    memcpy(put.name.bytes, &scene->count, sizeof scene->count);
    frame_head_write(out, (FrameHead){FRAME_PUT, PUT_HEAD + BLOB});
    ByteWriter writer = bytes_writer_in(out + FRAME_HEAD_BYTES, PUT_HEAD);
    put_write(&writer, &put);
    memcpy(out + FRAME_HEAD_BYTES + PUT_HEAD, scene->blob, BLOB);
}

typedef struct Bare {
    int listener, epoll, file;
    size_t frame_len;
    bool puts, proves;
    unsigned char (*frames)[LOAD_FRAME_MOST];
    unsigned char (*hashes)[32];
    size_t *lens;
    int whole[LOAD_PEERS_MOST];
    int whole_count;
} Bare;

static void bare_accept(Bare *bare) {
    int peer;
    while ((peer = accept4(bare->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct epoll_event event = {.events = EPOLLIN, .data.fd = peer};
        epoll_ctl(bare->epoll, EPOLL_CTL_ADD, peer, &event);
        bare->lens[peer] = 0;
    }
}

static void bare_take(Bare *bare, int peer) {
    ssize_t got = recv(peer, bare->frames[peer] + bare->lens[peer], bare->frame_len - bare->lens[peer], 0);
    if (got <= 0) {
        if (got == 0) close(peer);
        return;
    }
    bare->lens[peer] += (size_t)got;
    if (bare->lens[peer] < bare->frame_len) return;
    if (bare->proves) crypto_generichash(bare->hashes[peer], 32, bare->frames[peer] + bare->frame_len - BLOB, BLOB, NULL, 0);
    bare->whole[bare->whole_count++] = peer;
}

static void bare_gather(Bare *bare) {
    struct epoll_event events[LOAD_PEERS_MOST];
    int timeout = -1, before;
    do {
        before = bare->whole_count;
        int count = epoll_wait(bare->epoll, events, LOAD_PEERS_MOST - bare->whole_count, timeout);
        for (int i = 0; i < count; i++) {
            if (events[i].data.fd == bare->listener) {
                bare_accept(bare);
            } else {
                bare_take(bare, events[i].data.fd);
            }
        }
        timeout = 0;
    } while (bare->whole_count > before && bare->whole_count < LOAD_PEERS_MOST);
}

// As many bytes as the spool answers with when so many were signed for together.
static size_t answer_len(const Bare *bare) {
    size_t path = merkle_path_count(0, (uint64_t)bare->whole_count) * MERKLE_HASH_BYTES;
    return FRAME_HEAD_BYTES + 1 + (bare->puts ? 8 : PROOF_SIZE_ALONE + path);
}

// The hashes of a tree over what is synced together, as many as there are leaves and nodes above them, and one signature.
static void bare_prove(const Bare *bare, const unsigned char secret[crypto_sign_SECRETKEYBYTES]) {
    unsigned char node[65] = {0}, signature[crypto_sign_BYTES];
    for (int i = 0; i < 2 * bare->whole_count - 1; i++) {
        memcpy(node + 1, bare->hashes[bare->whole[i % bare->whole_count]], 32);
        crypto_hash_sha256(node + 33, node, sizeof node);
    }
    crypto_sign_detached(signature, NULL, node, sizeof node, secret);
}

static void bare_serve(Bare *bare) {
    unsigned char public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_keypair(public, secret);
    for (;;) {
        struct iovec parts[LOAD_PEERS_MOST];
        unsigned char answer[LOAD_FRAME_MOST] = {0};
        bare->whole_count = 0;
        bare_gather(bare);
        if (bare->whole_count == 0) continue;
        if (bare->proves) bare_prove(bare, secret);
        for (int i = 0; i < bare->whole_count; i++) {
            parts[i] = (struct iovec){bare->frames[bare->whole[i]], bare->frame_len};
        }
        if (writev(bare->file, parts, bare->whole_count) < (ssize_t)bare->frame_len || fdatasync(bare->file) != 0)
            load_fail("write");
        size_t len = answer_len(bare);
        frame_head_write(answer, (FrameHead){(uint8_t)((bare->puts ? FRAME_PUT : FRAME_APPEND) | FRAME_IS_ANSWER),
                                             (uint32_t)(len - FRAME_HEAD_BYTES)});
        for (int i = 0; i < bare->whole_count; i++) {
            bare->lens[bare->whole[i]] = 0;
            (void)!send(bare->whole[i], answer, len, MSG_NOSIGNAL); // who has gone meanwhile is not missed
        }
    }
}

static pid_t bare_begin(const Scene *scene, bool puts, bool proves) {
    char path[128];
    int listener = alone_listen(scene->bare);
    pid_t child = fork();
    if (child != 0) {
        close(listener);
        return child;
    }
    Bare bare = {
        .listener = listener, .epoll = epoll_create1(0), .frame_len = scene->load.frame_len, .puts = puts, .proves = proves};
    Arena arena = arena_make(NULL, NULL);
    enum { SOCKETS = 4096 };
    bare.frames = arena_array(&arena, SOCKETS, LOAD_FRAME_MOST);
    bare.lens = NEW_ARRAY(&arena, size_t, SOCKETS);
    bare.hashes = arena_array(&arena, SOCKETS, sizeof *bare.hashes);
    snprintf(path, sizeof path, "%s/bare", scene->folder);
    bare.file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0600);
    fcntl(listener, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(bare.epoll, EPOLL_CTL_ADD, listener, &event);
    bare_serve(&bare);
    _exit(1);
}

static pid_t spool_begin(const Scene *scene) {
    int quit[2];
    if (pipe(quit) != 0) load_fail("pipe");
    pid_t child = fork();
    if (child == 0) {
        close(quit[1]);
        _exit(alone_serve(scene->folder, quit[0]));
    }
    close(quit[0]); // the writing end stays open in this process: the child serves until it is killed
    return child;
}

static double spool_round(void *at) {
    Scene *scene = at;
    scene->load.path = scene->spool;
    return load_run(&scene->load);
}

static double bare_round(void *at) {
    Scene *scene = at;
    scene->load.path = scene->bare;
    return load_run(&scene->load);
}

static void scene_run(const char *name, uint32_t peers, bool puts, bool proves) {
    Scene scene = {.folder = "bench-XXXXXX"};
    blob_make(scene.blob);
    if (!mkdtemp(scene.folder)) load_fail("mkdtemp");
    snprintf(scene.bare, sizeof scene.bare, "%s/bare.sock", scene.folder);
    snprintf(scene.spool, sizeof scene.spool, "%s/run/spool.sock", scene.folder);
    scene.load = (Load){.peers = peers,
                        .seconds = 0.5,
                        .at = &scene,
                        .next = puts ? put_next : append_next,
                        .frame_len = (size_t)FRAME_HEAD_BYTES + (puts ? PUT_HEAD : APPEND_HEAD) + BLOB};
    pid_t children[] = {bare_begin(&scene, puts, proves), spool_begin(&scene)};
    BenchFigure figure = {.name = name,
                          .unit = "/s",
                          .limit_is =
                              proves ? "the same loop that also hashes each blob and signs the tree over them, libsodium alone"
                                     : "bare group fdatasync loop, same sockets, disk and run",
                          .measured = spool_round,
                          .limit = bare_round,
                          .at = &scene,
                          .rounds = ROUNDS};
    bench_run(&figure);
    for (int i = 0; i < 2; i++) {
        kill(children[i], SIGKILL);
        waitpid(children[i], NULL, 0);
    }
    char command[96];
    snprintf(command, sizeof command, "rm -rf %s", scene.folder);
    if (system(command) != 0) load_fail("rm");
}

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        uint32_t peers;
        bool puts, proves;
    } figures[] = {{"spool.ack.1", 1, false, false},    {"spool.ack.8", 8, false, false},
                   {"spool.ack.64", 64, false, false},  {"spool.ack.256", 256, false, false},
                   {"spool.proof.64", 64, false, true}, {"spool.proof.256", 256, false, true},
                   {"spool.put.64", 64, true, false}};
    if (entropy_open() != ERR_OK) load_fail("entropy");
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        if (bench_wanted(argc, argv, figures[i].name)) {
            scene_run(figures[i].name, figures[i].peers, figures[i].puts, figures[i].proves);
        }
    }
    return 0;
}
