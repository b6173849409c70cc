# make demo    sets up what is missing, builds, serves the page on http://127.0.0.1:$(PORT)
# make test    sets up what is missing, builds, runs every test
# make         builds the two wasm modules and the site in build/site
#              (SITE_URL=https://some.site/glassnet/ make: other sites then turn its address into a frame, by oEmbed)
# make data    downloads MNIST into data/mnist, or takes it from the folder MNIST_DIR
# make package writes the npm package, build/glassnet-<version>.tgz
# make bench   measures accuracy on MNIST, speed beside others, and how the time grows with the work
# make coverage  measures which lines and branches the tests execute
# make fuzz    calls the C interface at random for an hour (SECONDS=60 for a minute)
# make clean   removes all that was built

PORT ?= 8080
export PORT

# A Node that .setup/install brought comes before the system's.
export PATH := $(CURDIR)/.setup/node/node_modules/.bin:$(CURDIR)/node_modules/.bin:$(PATH)

site = build/site
scripts = web/network/proof.js $(wildcard web/*/*.js web/*/*/*.js web/*/*.css data/*.js) $(wildcard web/tools/*.mjs)
mnist = $(wildcard data/mnist/*.gz)

.PHONY: all demo test data package bench coverage fuzz clean
.DELETE_ON_ERROR:

all: web/network/network.simd.wasm web/network/network.scalar.wasm web/network/proof.js web/network/types/network.d.ts \
     $(site)/network.simd.wasm $(site)/network.scalar.wasm \
     $(site)/page.js $(site)/glassnet.js $(site)/index.html $(site)/glassnet.html $(site)/icon.svg $(site)/mathematics.html \
     $(site)/embed.html $(site)/embed-examples.html $(site)/frame.js \
     $(site)/data/strokes.txt $(site)/data/mnist/files.txt $(mnist:%=$(site)/%) $(site)/service_worker.js

demo:
	.setup/install emscripten node
	$(MAKE) --no-print-directory all
	node web/tools/serve.mjs

test:
	.setup/install emscripten node chromium
	$(MAKE) --no-print-directory all
	-$(MAKE) --no-print-directory tests/package/node_modules/.package-lock.json
	node tests/run.mjs

data:
	node data/fetch_mnist.mjs

package: all
	rm -f build/glassnet-*.tgz
	node web/tools/package.mjs build/package
	npm pack ./build/package --pack-destination build --silent

bench: all
	node tests/bench/accuracy.mjs
	node tests/bench/speed.mjs
	node tests/bench/growth.mjs

coverage: all tests/coverage/node_modules/.package-lock.json
	node tests/coverage/run.mjs

SECONDS ?= 3600
fuzz: build/fuzz/simd.js build/fuzz/scalar.js
	node tests/fuzz.mjs simd $(SECONDS) & node tests/fuzz.mjs scalar $(SECONDS) && wait $$!

clean:
	rm -rf build web/network/*.wasm web/network/proof.js web/network/types


# The C core, twice: the same sources, and the kernels for SIMD or for any engine.

core = $(filter-out src/kernels_%.c, $(wildcard src/*.c))
headers = $(wildcard src/*.h) build/strokes.h

# -Os                         small; what must be unrolled says so in the source
# -fno-inline-functions       only what the source calls inline: newer LLVM takes more, which costs 800 bytes
# -fno-(slp-)vectorize        SIMD is where we wrote it, and nowhere else
# -ffp-contract=off           no fused multiply-add: it would round otherwise than the scalar build
# -fno-math-errno             sqrtf becomes one instruction
# -mbulk-memory               memory.copy and memory.fill, which every engine with SIMD has
# -sSTANDALONE_WASM           the module needs no generated JavaScript
# -sTOTAL_STACK               bytes; named STACK_SIZE in newer Emscripten, which still takes this name
# -sALLOW_MEMORY_GROWTH       would import emscripten_notify_memory_growth; src/exports.c defines it instead
emcc = emcc -std=c11 -Os -fno-inline-functions -fno-vectorize -fno-slp-vectorize -ffp-contract=off -fno-math-errno \
       -Wall -Wextra -Wmissing-prototypes -Werror -Isrc -Ibuild $(if $(filter simd, $*), -msimd128 -mbulk-memory) \
       -sSTANDALONE_WASM --no-entry -sMALLOC=emmalloc -sALLOW_MEMORY_GROWTH -sINITIAL_MEMORY=1048576 -sTOTAL_STACK=65536

web/network/network.%.wasm: $(core) src/kernels_%.c $(headers) src/exports.txt Makefile
	$(emcc) -sEXPORTED_FUNCTIONS=@src/exports.txt $(filter %.c, $^) -o $@

# What the shim knows of both: their hashes, their exports, and what they compute.
web/network/proof.js: web/network/network.simd.wasm web/network/network.scalar.wasm src/exports.txt \
    web/network/self_test.js web/network/build/prove_modules.mjs
	node web/network/build/prove_modules.mjs $@

# Types for those who import web/network.js, made from its comments.
web/network/types/network.d.ts: $(wildcard web/network/*.js web/network/files/*.js) web/network/proof.js web/tools/types.mjs \
    node_modules/.package-lock.json
	node web/tools/types.mjs web/network/types
	touch $@

# For the tests: every kernel exported; `trap` stops at undefined behaviour.
build/test.%.wasm: $(core) src/kernels_%.c $(headers) build/test_exports.txt Makefile
	$(emcc) -sEXPORTED_FUNCTIONS=@build/test_exports.txt $(filter %.c, $^) -o $@

build/trap.%.wasm: $(core) src/kernels_%.c $(headers) build/test_exports.txt Makefile
	$(emcc) -O1 -fsanitize=undefined -fsanitize-trap=undefined \
	    -sEXPORTED_FUNCTIONS=@build/test_exports.txt $(filter %.c, $^) -o $@

# The core as a program under AddressSanitizer. NODE_PATH is where Debian keeps what Emscripten's compiler of
# JavaScript needs; what comes out is CommonJS.
build/asan/%.js: tests/sanitize.c $(core) src/kernels_%.c $(headers) Makefile
	mkdir -p $(@D) && echo '{}' > $(@D)/package.json
	NODE_PATH=/usr/share/nodejs emcc -std=c11 -O1 -g -ffp-contract=off -fno-math-errno -Isrc -Ibuild \
	    $(if $(filter simd, $*), -msimd128) -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	    -sINITIAL_MEMORY=67108864 -sALLOW_MEMORY_GROWTH $(filter-out src/exports.c, $(filter %.c, $^)) -o $@

# Random sequences of calls under the same sanitizers, in which memory runs out.
build/fuzz/%.js: tests/fuzz.c tests/fuzz_memory.h $(core) src/kernels_%.c $(headers) Makefile
	mkdir -p $(@D) && echo '{}' > $(@D)/package.json
	NODE_PATH=/usr/share/nodejs emcc -std=c11 -O1 -g -ffp-contract=off -fno-math-errno -Isrc -Ibuild \
	    $(if $(filter simd, $*), -msimd128) -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	    -include tests/fuzz_memory.h -sINITIAL_MEMORY=67108864 -sALLOW_MEMORY_GROWTH \
	    $(filter-out src/exports.c src/self_test.c, $(filter %.c, $^)) -o $@

build/test_exports.txt: src/exports.txt tests/exports.txt
	cat $^ > $@

build/strokes.h: data/strokes.txt data/build_strokes.mjs data/strokes.js
	mkdir -p $(@D)
	node data/build_strokes.mjs data/strokes.txt $@


# The site: page, worker and shim each in one file, everything else as it is.

$(site)/page.js: $(scripts) node_modules/.package-lock.json
	node web/tools/bundle.mjs $(site)

$(site)/glassnet.js: $(scripts) $(wildcard web/tools/*.mjs) web/network/network.simd.wasm web/network/network.scalar.wasm \
    node_modules/.package-lock.json
	node web/tools/bundle_element.mjs $@

$(site)/glassnet.html: $(site)/page.js $(site)/mathematics.html web/page/index.html web/page/icon.svg data/strokes.txt \
    web/tools/one_file.mjs web/network/network.simd.wasm web/network/network.scalar.wasm
	node web/tools/one_file.mjs $(site)/mathematics.html $@

# The page for frames, and the start page: only with SITE_URL do they lead to oembed.json, by absolute addresses.
$(site)/index.html: build/embed.js build/site_url web/page/index.html web/embed/embed.html web/embed/embed.css \
    web/tools/embed_page.mjs web/tools/oembed.mjs
	mkdir -p $(@D)
	node web/tools/embed_page.mjs $< $(@D) '$(SITE_URL)'

$(site)/embed.html: $(site)/index.html ;

build/embed.js: $(scripts) $(wildcard web/tools/*.mjs) web/network/network.simd.wasm web/network/network.scalar.wasm \
    node_modules/.package-lock.json
	node web/tools/bundle_element.mjs $@ embed/embed.js

# Another SITE_URL is a change like that of a file.
$(shell mkdir -p build && echo '$(SITE_URL)' | cmp -s - build/site_url || echo '$(SITE_URL)' > build/site_url)

$(site)/mathematics.html: $(wildcard web/mathematics/build/*.mjs web/mathematics/derivation/*.html src/*.[ch]) \
    web/mathematics/table.js node_modules/.package-lock.json
	mkdir -p $(@D)
	node web/mathematics/build/build_page.mjs $@

$(site)/data/mnist/files.txt: $(wildcard data/mnist) $(mnist) Makefile
	mkdir -p $(@D)
	printf '%s\n' $(notdir $(mnist)) > $@

$(site)/data/%: data/%
	install -D -m 644 $< $@

$(site)/%.wasm: web/network/%.wasm
	install -D -m 644 $< $@

$(site)/%: web/embed/%
	install -D -m 644 $< $@

$(site)/%: web/page/%
	install -D -m 644 $< $@

# The service worker has the hash of each of the page's files, so it comes after all of them.
$(site)/service_worker.js: web/page/service_worker.js web/tools/service_worker.mjs \
    $(site)/page.js $(site)/index.html $(site)/glassnet.html $(site)/icon.svg $(site)/mathematics.html $(site)/data/strokes.txt \
    $(site)/data/mnist/files.txt $(site)/network.simd.wasm $(site)/network.scalar.wasm
	node web/tools/service_worker.mjs $(site)

# The file that npm writes last.
node_modules/.package-lock.json: package.json package-lock.json
	npm ci
	touch $@

# What only the coverage needs.
tests/coverage/node_modules/.package-lock.json: tests/coverage/package.json tests/coverage/package-lock.json
	cd tests/coverage && npm ci --no-audit --no-fund --ignore-scripts
	touch $@

# What only the tests of the package need: heavy, and without it those tests are left out.
tests/package/node_modules/.package-lock.json: tests/package/package.json tests/package/package-lock.json
	cd tests/package && npm ci --no-audit --no-fund --ignore-scripts
	touch $@
