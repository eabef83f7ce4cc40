// lut3d.cu as a library for the CPU; LUT3D_SOURCE is its path.
#include "shim.h"
#include LUT3D_SOURCE

extern "C" int start_kernel(const char* name, unsigned x, unsigned y, unsigned threads, const std::uint64_t* words, int count) {
    std::string wanted = name;
    if (wanted == "interleave") return start(interleave, x, y, threads, words, count);
    if (wanted == "apply") return start(apply, x, y, threads, words, count);
    if (wanted == "backward") return start(backward, x, y, threads, words, count);
    if (wanted == "collect") return start(collect, x, y, threads, words, count);
    return -2;
}
