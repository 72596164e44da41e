# Builds, tests and installs todoke. No configure step: sources are found by folder, headers by the compiler.
#
#   make             installs what is missing, builds ./build/todoke
#   make run         installs what is missing, builds, opens a demonstration office at http://127.0.0.1:8080/
#   make test        installs what is missing, builds everything, runs the tests; ends with "N passed, N failed"
#   make test-long   the long suites; RECORD=1 notes the result in tests/RESULTS.md
#   make check       the checks of the house alone
#   make bench       one JSON line a figure; ONLY=prefix
#   make fuzz        60 seconds each; TARGET=name SECONDS=n; RECORD=1 keeps what was found, and notes it in tests/fuzz/LOG.md
#   make install     program, manual pages, completions, systemd unit, packs; DESTDIR=, PREFIX=/usr/local
#   make format      gives every C file its one shape
#   make deps        installs what the tests need
#   make clean       (with any of them: V=1 shows the commands)
#
#   build/obj        the program: gcc, hardened            build/clang      the same: clang
#   build/san        under the address and undefined       build/fault      build/san with a system that fails when told
#                    sanitizers: clang                     build/fuzz       fuzzers over build/san
#   build/gen        generated sources                     build/tools      programs that make them
#   build/crash      the program and what ends it in tests
#   build/breach     the program with roles that turn evil
#   build/office     what founds an office, fills it, and searches it in tests

ifeq ($(origin CC),default)
CC = gcc
endif
CLANG   ?= clang
JOBS    ?= $(shell nproc)
PREFIX  ?= /usr/local
SECONDS ?= 60
Q        = $(if $(V),,@)
MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes -Wmissing-prototypes \
           -Wold-style-definition -Wpointer-arith -Wwrite-strings -Wundef -Wformat=2 -Wvla -Werror
BASE     = -std=c17 -D_GNU_SOURCE -I src -I build -g -MMD -MP -MF $@.d -MT $@ $(WARNINGS)
HARDEN   = -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE
HARDEN_LINK = -pie -Wl,-z,relro,-z,now
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
GENERATED = -Wno-overlength-strings
TESTING   = -I tests -Wno-unused-parameter

OBJ_CFLAGS   = $(BASE) -O2 $(HARDEN) $(CFLAGS)
CLANG_CFLAGS = $(BASE) -O2 $(HARDEN) $(CFLAGS)
SAN_CFLAGS   = $(BASE) -O1 $(SANITIZE) -fsanitize=fuzzer-no-link $(CFLAGS)
LIBS         = $(shell pkg-config --libs libsodium sqlite3 libseccomp zlib libqrencode)
# Loaded when something is printed, not linked (src/print/library.h); only what prints sees their headers.
PRINTING     = $(shell pkg-config --cflags pangocairo fontconfig xlsxwriter)
build/obj/print/%.o build/clang/print/%.o build/san/print/%.o: BASE += $(PRINTING)
build/san/tests/unit/print/% build/bench/bench_form: BASE += $(PRINTING)

# Everything but main.c; tests link it as an archive, so that a test may include the very file it tests.
SOURCES   := $(wildcard src/*/*.c)
QUERIES   := $(if $(wildcard sql),build/gen/queries.h)
PAGES     := $(if $(wildcard pages),build/gen/pages.h)
GEN       := build/gen/words.c $(QUERIES:.h=.c) $(PAGES:.h=.c) build/gen/pack_jp.c build/gen/assets.c
MODULES   := $(SOURCES:src/%.c=%) $(GEN:build/%.c=%)
TOOLS     := $(patsubst tools/%.c,build/tools/%,$(wildcard tools/*.c))
MKPAGE    := $(wildcard tools/mkpage/*.c) tools/make/make.c
FUZZ      := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
UNIT      := $(patsubst %.c,build/san/%,$(wildcard tests/unit/*/*_test.c))
BENCH     := $(patsubst tests/bench/%.c,build/bench/%,$(wildcard tests/bench/bench_*.c))
# Programs and libraries of the crash tests: the office with steps that end it, the same without locks, the spool and the ledger alone, what is
# loaded before the C library.
CRASH     := $(addprefix build/crash/,todoke unlocked alone ledger cutter shim_powercut.so shim_failing.so)
FAULT     := $(if $(wildcard tests/fault/sys_failing.c),build/fault/todoke)

# Programs of the tests of a real office: one founds it, one looks for what a thief would find, one prints the public routes.
OFFICE    := build/office/found build/office/hunt build/office/routes
# The office with roles that turn evil once they are locked, and locks with holes that must be found.
BREACH    := build/breach/todoke build/breach/holes
.PHONY: all clang san fault unit fuzzers benches crash breach office run test test-long check bench fuzz format install clean deps
all: build/todoke
clang: build/clang/todoke
san: build/san/todoke
fault: $(FAULT)
unit: $(UNIT)
crash: $(CRASH)
breach: $(BREACH)
office: $(OFFICE)
fuzzers: $(FUZZ)
benches: $(BENCH)

# --- generated sources: words.h is rewritten only when a name changes, so a mended text does not rebuild the world

# What the program is built with is there before anything is built; where it is, this takes no time.
build/installed: tools/install-deps
	@mkdir -p $(@D)
	@tools/install-deps run
	@touch $@

$(TOOLS): build/tools/%: tools/%.c tools/make/make.c tools/make/make.h Makefile | build/installed
	@mkdir -p $(@D)
	@echo "  tool   $@"
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -O1 -g $(WARNINGS) $< tools/make/make.c -o $@

build/tools/mkpage: $(MKPAGE) tools/mkpage/mkpage.h tools/make/make.h Makefile | build/installed
	@mkdir -p $(@D)
	@echo "  tool   $@"
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -O1 -g $(WARNINGS) $(MKPAGE) -o $@

WORDS := $(sort $(wildcard text/*.words))
build/gen/words.stamp: build/tools/mkwords $(WORDS) $(wildcard text)
	@mkdir -p $(@D)
	$(Q)build/tools/mkwords build/gen/words.h build/gen/words.c $(WORDS)
	@touch $@
build/gen/words.h build/gen/words.c: build/gen/words.stamp ;

SQL := $(if $(QUERIES),$(shell find sql -name '*.sql' | LC_ALL=C sort))
build/gen/queries.stamp: build/tools/mkquery $(SQL) $(if $(QUERIES),$(shell find sql -type d))
	@mkdir -p $(@D)
	$(Q)build/tools/mkquery build/gen/queries.h build/gen/queries.c $(SQL)
	@touch $@
build/gen/queries.h build/gen/queries.c: build/gen/queries.stamp ;

# Pages ask for words by name: a name that is not there stops the build here, with its place.
HTML := $(sort $(wildcard pages/*.html))
build/gen/pages.stamp: build/tools/mkpage $(HTML) $(WORDS) $(wildcard pages)
	@mkdir -p $(@D)
	$(Q)build/tools/mkpage build/gen/pages.h build/gen/pages.c $(HTML) $(WORDS)
	@touch $@
build/gen/pages.h build/gen/pages.c: build/gen/pages.stamp ;

build/gen/pack_jp.c: build/tools/mkembed $(shell find packs/jp)
	@mkdir -p $(@D)
	@echo "  pack   $@"
	$(Q)build/tools/mkembed $@ pack packs/jp

build/gen/assets.c: build/tools/mkembed $(shell find assets)
	$(Q)build/tools/mkembed $@ assets assets

# What the decision program is measured against and compared with: plain C, made from the same pack by another way.
build/gen/plain_jp.c: tests/bench/mkplain $(shell find packs/jp)
	@mkdir -p $(@D)
	$(Q)tests/bench/mkplain $@ packs/jp

# --- objects

build/obj/%.o: src/%.c Makefile | build/gen/words.h $(QUERIES) $(PAGES)
	@mkdir -p $(@D)
	@echo "  gcc    $<"
	$(Q)$(CC) $(OBJ_CFLAGS) -c $< -o $@
build/obj/gen/%.o: build/gen/%.c Makefile | build/gen/words.h $(QUERIES) $(PAGES)
	@mkdir -p $(@D)
	$(Q)$(CC) $(OBJ_CFLAGS) $(GENERATED) -c $< -o $@

build/clang/%.o: src/%.c Makefile | build/gen/words.h $(QUERIES) $(PAGES)
	@mkdir -p $(@D)
	@echo "  clang  $<"
	$(Q)$(CLANG) $(CLANG_CFLAGS) -c $< -o $@
build/clang/gen/%.o: build/gen/%.c Makefile | build/gen/words.h $(QUERIES) $(PAGES)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(CLANG_CFLAGS) $(GENERATED) -c $< -o $@

build/san/%.o: src/%.c Makefile | build/gen/words.h $(QUERIES) $(PAGES)
	@mkdir -p $(@D)
	@echo "  san    $<"
	$(Q)$(CLANG) $(SAN_CFLAGS) -c $< -o $@
build/san/gen/%.o: build/gen/%.c Makefile | build/gen/words.h $(QUERIES) $(PAGES)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(SAN_CFLAGS) $(GENERATED) -c $< -o $@

# --- programs

build/libtodoke.a: $(MODULES:%=build/obj/%.o)
build/clang/libtodoke.a: $(MODULES:%=build/clang/%.o)
build/san/libtodoke.a: $(MODULES:%=build/san/%.o)
%/libtodoke.a:
	@rm -f $@
	$(Q)ar rcs $@ $^

build/todoke: build/obj/main.o build/libtodoke.a
	@echo "  link   $@"
	$(Q)$(CC) $(OBJ_CFLAGS) $(HARDEN_LINK) $^ $(LIBS) $(LDFLAGS) -o $@
build/clang/todoke: build/clang/main.o build/clang/libtodoke.a
	$(Q)$(CLANG) $(CLANG_CFLAGS) $(HARDEN_LINK) $^ $(LIBS) $(LDFLAGS) -o $@
build/san/todoke: build/san/main.o build/san/libtodoke.a
	$(Q)$(CLANG) $(SAN_CFLAGS) $^ $(LIBS) $(LDFLAGS) -o $@
build/fault/todoke: tests/fault/sys_failing.c build/san/main.o build/san/libtodoke.a
	@mkdir -p $(@D)
	@echo "  fault  $@"
	$(Q)$(CLANG) $(SAN_CFLAGS) $(TESTING) $< $(filter %.o %.a,$^) $(LIBS) $(LDFLAGS) -o $@

build/crash/todoke: tests/crash/step_ends.c build/obj/main.o build/libtodoke.a
build/crash/unlocked: tests/crash/step_ends.c tests/crash/unlocked.c build/obj/main.o build/libtodoke.a
build/crash/alone: tests/crash/step_ends.c tests/crash/alone.c build/libtodoke.a
build/crash/ledger: tests/crash/step_ends.c tests/crash/ledger_alone.c build/libtodoke.a
build/crash/todoke build/crash/unlocked build/crash/alone build/crash/ledger:
	@mkdir -p $(@D)
	@echo "  crash  $@"
	$(Q)$(CC) $(OBJ_CFLAGS) $(TESTING) $(filter %.c %.o %.a,$^) $(LIBS) $(LDFLAGS) -o $@
build/office/fill: tests/office/fill.c build/libtodoke.a Makefile
build/office/found: tests/office/found.c build/libtodoke.a Makefile
build/office/routes: tests/http/routes.c build/libtodoke.a Makefile
build/office/fill build/office/found build/office/routes:
	@mkdir -p $(@D)
	$(Q)$(CC) $(OBJ_CFLAGS) $(HARDEN_LINK) $(TESTING) $(filter %.c %.a,$^) $(LIBS) $(LDFLAGS) -o $@
build/office/hunt: tests/office/hunt.c Makefile
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE) -O2 $< -o $@

build/breach/todoke: tests/breach/evil.c tests/breach/attempts.c tests/breach/attempts.h build/obj/main.o build/libtodoke.a
build/breach/holes: tests/breach/holes.c build/libtodoke.a
$(BREACH):
	@mkdir -p $(@D)
	@echo "  breach $@"
	$(Q)$(CC) $(OBJ_CFLAGS) $(HARDEN_LINK) $(TESTING) $(filter %.c %.o %.a,$^) $(LIBS) $(LDFLAGS) -o $@
build/crash/cutter: tests/crash/cutter.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE) -O1 $(TESTING) $< -o $@
build/crash/shim_%.so: tests/crash/shim_%.c Makefile
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE) -Wno-pedantic -Wno-missing-prototypes -O1 $(TESTING) -shared -fPIC $< -o $@ -ldl

build/san/tests/unit/%: tests/unit/%.c build/san/libtodoke.a Makefile
	@mkdir -p $(@D)
	@echo "  test   $<"
	$(Q)$(CLANG) $(SAN_CFLAGS) $(TESTING) $< build/san/libtodoke.a $(LIBS) -lcmocka $(LDFLAGS) -o $@
build/fuzz/fuzz_%: tests/fuzz/fuzz_%.c build/san/libtodoke.a Makefile
	@mkdir -p $(@D)
	@echo "  fuzz   $<"
	$(Q)$(CLANG) $(SAN_CFLAGS) $(TESTING) -fsanitize=fuzzer $< build/san/libtodoke.a $(LIBS) $(LDFLAGS) -o $@
$(BENCH) build/san/tests/unit/pack/plain_agrees_test: build/gen/plain_jp.c
build/bench/%: tests/bench/%.c build/libtodoke.a Makefile
	@mkdir -p $(@D)
	$(Q)$(CC) $(OBJ_CFLAGS) $(HARDEN_LINK) $(TESTING) $< build/libtodoke.a $(LIBS) $(LDFLAGS) -o $@

-include $(wildcard build/*/*.d build/*/*/*.d build/san/tests/unit/*/*.d)

# --- what people type

run:
	@tools/install-deps run
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@./build/todoke serve --data data

test:
	@tools/install-deps test
	@JOBS=$(JOBS) tests/run

test-long:
	@tools/install-deps all
	@JOBS=$(JOBS) tests/run --long

check:
	@tools/install-deps test
	@tests/run --checks

deps:
	@tools/install-deps test

bench:
	@tools/install-deps all
	@$(MAKE) --no-print-directory -j$(JOBS) all benches >&2
	@for bench in $(BENCH); do $$bench $(ONLY) || exit 1; done

fuzz:
	@tools/install-deps test
	@RECORD=$(RECORD) tests/fuzz/run "$(or $(TARGET),all)" $(SECONDS)

format:
	@clang-format -i $$(find src tests tools -name node_modules -prune -o -name '*.[ch]' -print)

# The manual and the completions are made by the program from its own table of commands. The pack is in the binary; it is
# installed as well for those who read it or build their own on it.
SHARE = $(DESTDIR)$(PREFIX)/share
MADE  = build/share
install: all
	@mkdir -p $(MADE)/ja
	@build/todoke manual --lang en >$(MADE)/todoke.1
	@build/todoke manual --lang ja >$(MADE)/ja/todoke.1
	@build/todoke completion bash >$(MADE)/todoke
	@build/todoke completion zsh >$(MADE)/_todoke
	@build/todoke completion fish >$(MADE)/todoke.fish
	install -D -m 755 build/todoke $(DESTDIR)$(PREFIX)/bin/todoke
	install -D -m 644 -t $(SHARE)/man/man1 $(MADE)/todoke.1
	install -D -m 644 -t $(SHARE)/man/ja/man1 $(MADE)/ja/todoke.1
	install -D -m 644 -t $(SHARE)/bash-completion/completions $(MADE)/todoke
	install -D -m 644 -t $(SHARE)/zsh/site-functions $(MADE)/_todoke
	install -D -m 644 -t $(SHARE)/fish/vendor_completions.d $(MADE)/todoke.fish
	@sed 's|@PREFIX@|$(PREFIX)|' docs/examples/todoke.service >$(MADE)/todoke.service
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/systemd/system $(MADE)/todoke.service
	@cd packs && find * -type f -exec install -D -m 644 {} $(SHARE)/todoke/packs/{} \;

clean:
	rm -rf build
