// CUDA's words in C++, so that lut3d.cu runs on the CPU: the threads of a block are fibres, each running until it meets
// the others of its warp at a collective function. Slow, and in step with what the GPU does.
#pragma once
#include <ucontext.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#define __global__
#define __device__
#define __forceinline__ inline
#define __launch_bounds__(threads)
using std::fma;
using std::ilogb;
using std::rint;
using std::scalbn;
inline float fmin(float a, float b) { return std::fmin(a, b); }
inline float fmax(float a, float b) { return std::fmax(a, b); }

struct Index { unsigned x, y, z; };
static Index threadIdx, blockIdx, blockDim, gridDim;

inline float half_to_float(unsigned short bits) {
    _Float16 value;
    std::memcpy(&value, &bits, 2);
    return (float)value;
}
inline unsigned short float_to_half(float value) {
    _Float16 half = (_Float16)value;
    unsigned short bits;
    std::memcpy(&bits, &half, 2);
    return bits;
}
inline unsigned float_bits(float value) { unsigned bits; std::memcpy(&bits, &value, 4); return bits; }
inline float bits_float(unsigned bits) { float value; std::memcpy(&value, &bits, 4); return value; }
#define FLOAT_BITS(value) float_bits(value)
#define BITS_FLOAT(bits) bits_float(bits)

// ---------------------------------------------------------------------------------------------------------------------

namespace warp {
struct Fibre {
    ucontext_t context;
    std::vector<char> stack = std::vector<char>(64 * 1024);
    bool done = false;
};
static std::vector<Fibre> fibres;
static ucontext_t scheduler;
static unsigned running;
static std::function<void()> body;
static double posted[1024];  // what each lane brings to a collective
static int faults;           // collectives that some lane of the warp did not come to

static void run() {
    body();
    fibres[running].done = true;
    swapcontext(&fibres[running].context, &scheduler);
}

// Every fibre of a block runs up to its next collective in turn; two rounds: all have posted, then all have read.
inline void meet() { swapcontext(&fibres[running].context, &scheduler); }

template <class Value, class Read>
auto collective(Value value, Read read) {
    posted[running] = (double)value;
    meet();
    auto result = read(posted + running / 32 * 32);
    meet();
    return result;
}

inline void block(unsigned threads) {
    if (fibres.size() < threads) fibres.resize(threads);
    for (auto& fibre : fibres) {
        fibre.done = false;
        getcontext(&fibre.context);
        fibre.context.uc_stack.ss_sp = fibre.stack.data();
        fibre.context.uc_stack.ss_size = fibre.stack.size();
        makecontext(&fibre.context, run, 0);
    }
    for (bool any = true; any;) {
        any = false;
        for (unsigned first = 0; first < threads; first += 32) {
            unsigned ended = 0, lanes = std::min(32u, threads - first);
            for (running = first; running < first + lanes; running++) {
                if (!fibres[running].done) {
                    threadIdx = {running, 0, 0};
                    swapcontext(&scheduler, &fibres[running].context);
                    any = true;
                }
                ended += fibres[running].done;
            }
            faults += ended != 0 && ended != lanes;
        }
    }
}
}  // namespace warp

inline unsigned __match_any_sync(unsigned, int value) {
    return warp::collective(value, [=](const double* lanes) {
        unsigned same = 0;
        for (int lane = 0; lane < 32; lane++) same |= (unsigned)(lanes[lane] == value) << lane;
        return same;
    });
}
inline unsigned __ballot_sync(unsigned, bool vote) {
    return warp::collective(vote, [](const double* lanes) {
        unsigned votes = 0;
        for (int lane = 0; lane < 32; lane++) votes |= (unsigned)(lanes[lane] != 0) << lane;
        return votes;
    });
}
inline int __shfl_sync(unsigned, int value, int from) {
    return warp::collective(value, [=](const double* lanes) { return (int)lanes[from]; });
}
template <class Value>
Value __shfl_xor_sync(unsigned, Value value, int mask) {
    int lane = warp::running % 32;
    return warp::collective(value, [=](const double* lanes) { return (Value)lanes[lane ^ mask]; });
}
inline int __popc(unsigned bits) { return __builtin_popcount(bits); }
inline int __ffs(unsigned bits) { return __builtin_ffs((int)bits); }
template <class Value>
void atomicAdd(Value* at, Value value) { *at += value; }

// ---------------------------------------------------------------------------------------------------------------------

template <class Value>
Value argument(std::uint64_t word) {
    static_assert(sizeof(Value) == 8, "every parameter takes eight bytes");
    Value value;
    std::memcpy(&value, &word, 8);
    return value;
}

template <class... Parameters, std::size_t... Order>
void run_grid(void (*kernel)(Parameters...), unsigned x, unsigned y, unsigned threads, const std::uint64_t* words,
              std::index_sequence<Order...>) {
    gridDim = {x, y, 1};
    blockDim = {threads, 1, 1};
    warp::body = [=] { kernel(argument<Parameters>(words[Order])...); };
    for (unsigned row = 0; row < y; row++)
        for (unsigned column = 0; column < x; column++) {
            blockIdx = {column, row, 0};
            warp::block(threads);
        }
}

// Returns how many collectives some lane missed, which would hang or corrupt on a GPU; -1: another number of arguments.
template <class... Parameters>
int start(void (*kernel)(Parameters...), unsigned x, unsigned y, unsigned threads, const std::uint64_t* words, int count) {
    if (count != (int)sizeof...(Parameters)) return -1;
    warp::faults = 0;
    run_grid(kernel, x, y, threads, words, std::index_sequence_for<Parameters...>{});
    return warp::faults;
}
