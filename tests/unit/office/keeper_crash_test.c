// The keeper is killed: at every named step between the order and its answer, and at random moments. Whoever asked keeps count
// of the halves that really came; afterwards the ledger must know of at least as many openings, be whole, and go on.
#include "keeper_scene.h"

#include "base/step.h"
#include "store/ledger_audit.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ORDERS = 4, REPORTS_EACH = 2, RANDOM_KILLS = 40, TURNS_MAX = 4 };

static int die_step = -1, die_turn;

// In place of base/step.c.
void step_reached(Step step) {
    if ((int)step == die_step && --die_turn == 0) {
        kill(getpid(), SIGKILL);
    }
}

// The keeper's life in a process of its own: says each half that has left, as its very last act for it.
static void live(Scene *scene, int told) {
    if (open_keeper(scene) != ERR_OK || take_usual_grants(scene) != ERR_OK) {
        _exit(3);
    }
    for (unsigned i = 0; i < ORDERS; i++) {
        KeeperAnswer answer = work(scene, ask(scene, i * REPORTS_EACH, REPORTS_EACH, true, "demo.desk"));
        char count = (char)halves_in(scene, answer);
        if (count != REPORTS_EACH) {
            _exit(4);
        }
        if (write(told, &count, 1) != 1) {
            _exit(5);
        }
    }
    _exit(0);
}

static uint32_t openings_in(Scene *scene) {
    int file = open(str_c(scene->arena, str_format(scene->arena, "%s/entries", scene->folder)), O_RDONLY);
    LedgerReader reader = ledger_reader(scene->arena, file);
    LedgerEntry entry;
    uint32_t found = 0;
    while (ledger_read_entry(&reader, &entry) == LEDGER_ENTRY) {
        found += entry.use == LEDGER_USE_OPENING;
    }
    close(file);
    return found;
}

// One life and death; returns how many halves left. `status`: how it ended.
static uint32_t one_life(Scene *scene, long kill_after_us, int *status) {
    int pipe_ends[2];
    uint32_t left = 0;
    char count;
    assert_int_equal(pipe(pipe_ends), 0);
    scene->nonce += 100; // no order is the same as one of an earlier life
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(pipe_ends[0]);
        live(scene, pipe_ends[1]);
    }
    close(pipe_ends[1]);
    if (kill_after_us >= 0) {
        usleep((useconds_t)kill_after_us);
        kill(child, SIGKILL);
    }
    while (read(pipe_ends[0], &count, 1) == 1) {
        left += (uint32_t)count;
    }
    close(pipe_ends[0]);
    assert_int_equal(waitpid(child, status, 0), child);
    return left;
}

// What every death must leave: nothing that left is missing, and the ledger opens and is sound.
static void assert_sound(Scene *scene, uint32_t left_in_all) {
    assert_int_equal(open_keeper(scene), ERR_OK);
    keeper_close(&scene->keeper);
    assert_true(openings_in(scene) >= left_in_all);
    LedgerAudit audit = ledger_audit(scene->arena, scene->folder, &scene->keys.signer.key, NULL);
    assert_int_equal(audit.verdict, AUDIT_SOUND);
    assert_int_equal(audit.entries, audit.size);
    arena_reset(scene->arena);
}

static void killed_at_every_step(void **state) {
    static const Step steps[] = {STEP_KEEPER_CHECKED, STEP_KEEPER_LEAF_WRITTEN, STEP_KEEPER_LEAF_SYNCED, STEP_KEEPER_SIGNED};
    Scene *scene = *state;
    uint32_t left = 0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        for (int turn = 1; turn <= TURNS_MAX; turn++) {
            int status;
            die_step = (int)steps[i];
            die_turn = turn;
            left += one_life(scene, -1, &status);
            die_step = -1;
            assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL); // the step is really on the way
            assert_sound(scene, left);
        }
    }
}

static void killed_at_random(void **state) {
    Scene *scene = *state;
    uint32_t left = 0, killed = 0;
    int status;
    left += one_life(scene, -1, &status);
    assert_int_equal(left, ORDERS * REPORTS_EACH);
    for (unsigned i = 0; i < RANDOM_KILLS; i++) {
        left += one_life(scene, (long)(i * 7919 % 31) * 900, &status);
        killed += WIFSIGNALED(status);
        assert_sound(scene, left);
    }
    assert_true(killed > 0);
}

static void remove_folder(const char *folder) {
    DIR *dir = opendir(folder);
    char path[512];
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        unlink(path);
    }
    closedir(dir);
    rmdir(folder);
}

static int scene_setup(void **state) {
    static Arena arena;
    static Scene scene;
    arena = arena_make(NULL, NULL);
    scene_make(&scene, &arena);
    *state = &scene;
    return 0;
}

static int scene_teardown(void **state) {
    Scene *scene = *state;
    remove_folder(scene->folder);
    arena_free(scene->arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(killed_at_every_step, scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(killed_at_random, scene_setup, scene_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
