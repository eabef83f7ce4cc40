// Interpolation in a 3D look-up table, and its adjoint.
//
// Compiled at run time, once for every combination of
//   LUT3D_PIXEL        F32, F64, F16, BF16, U16 or U8: how images are stored
//   LUT3D_PLANAR       1: planes of red, green and blue; 0: interleaved
//   LUT3D_TETRAHEDRAL  1: tetrahedra; 0: trilinear
//   LUT3D_FIXED        1: gradients of the table are summed as integers, so that their order does not matter
// and, behind tests/kernels/cuda/shim.h, as C++ on the CPU. Every parameter of a kernel takes eight bytes.
//
// The lattice holds four numbers a point (red, green, blue, nothing), red the fastest axis: a point is one load of 16
// bytes, and neighbours along red usually share a cache line.

#ifdef __CUDACC__
__device__ __forceinline__ float half_to_float(unsigned short bits) {
    float value;
    asm("cvt.f32.f16 %0, %1;" : "=f"(value) : "h"(bits));
    return value;
}
__device__ __forceinline__ unsigned short float_to_half(float value) {
    unsigned short bits;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(value));
    return bits;
}
#define FLOAT_BITS(value) __float_as_uint(value)
#define BITS_FLOAT(bits) __uint_as_float(bits)
#endif

#define DEVICE __device__ __forceinline__

// ---------------------------------------------------------------------------------------------------------------------
// How pixels are stored. Integers are read as they are: the scale of the position divides them by their largest code.

struct F32 {
    using Stored = float;
    using Real = float;
    static DEVICE Real read(Stored value) { return value; }
    static DEVICE Stored write(Real value) { return value; }
};

struct F64 {
    using Stored = double;
    using Real = double;
    static DEVICE Real read(Stored value) { return value; }
    static DEVICE Stored write(Real value) { return value; }
};

struct F16 {
    using Stored = unsigned short;
    using Real = float;
    static DEVICE Real read(Stored value) { return half_to_float(value); }
    static DEVICE Stored write(Real value) { return float_to_half(value); }
};

struct BF16 {  // the upper half of a float; rounded to nearest, ties to even
    using Stored = unsigned short;
    using Real = float;
    static DEVICE Real read(Stored value) { return BITS_FLOAT((unsigned)value << 16); }
    static DEVICE Stored write(Real value) {
        unsigned bits = FLOAT_BITS(value);
        if (value != value) return 0x7fc0;
        return (Stored)((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
    }
};

template <class Code, int LARGEST>
struct Integer {
    using Stored = Code;
    using Real = float;
    static DEVICE Real read(Stored value) { return (float)value; }
    static DEVICE Stored write(Real value) {  // fmin and fmax drop a NaN
        return (Stored)fma(fmin(fmax(value, 0.0f), 1.0f), (float)LARGEST, 0.5f);
    }
};
using U8 = Integer<unsigned char, 255>;
using U16 = Integer<unsigned short, 65535>;

using Pixel = LUT3D_PIXEL;
using Stored = Pixel::Stored;
using Real = Pixel::Real;

struct alignas(4 * sizeof(Stored)) Four { Stored value[4]; };  // one load or store
struct alignas(16) Point { Real channel[4]; };

// ---------------------------------------------------------------------------------------------------------------------
// Where a pixel lies in the table.

struct Place {
    long long corner;  // index of the cell's lowest point
    Real weight[3];    // of the upper neighbour along red, green and blue; NaN where the pixel is
    bool inside[3];    // whether the value lies in the domain, whose ends belong to it
};

DEVICE Place locate(const Real value[3], long long points, Real scale, Real offset) {
    Place place;
    Real last = (Real)(points - 2), end = (Real)(points - 1);
    long long stride = 1;
    place.corner = 0;
#pragma unroll
    for (int axis = 0; axis < 3; axis++) {
        Real position = fma(value[axis], scale, offset);
        place.inside[axis] = position >= 0 && position <= end;
        Real within = position > 0 ? position : (Real)0;  // NaN goes to the first cell
        int cell = (int)(within < last ? within : last);
        // Reckoned from the value itself, rounded once: relative to the position it would lose five bits.
        Real weight = fma(value[axis], scale, offset - (Real)cell);
        weight = weight < 0 ? (Real)0 : weight;  // NaN stays
        place.weight[axis] = weight > 1 ? (Real)1 : weight;
        place.corner += stride * cell;
        stride *= points;
    }
    return place;
}

DEVICE bool has_nan(const Place& place) {
    Real sum = place.weight[0] + place.weight[1] + place.weight[2];
    return sum != sum;
}

// A cell's corners are numbered by bits: 1 for the upper along red, 2 along green, 4 along blue.
DEVICE long long step(int corner, long long points) {
    return (corner & 1) + points * ((corner >> 1 & 1) + points * (corner >> 2));
}

struct Tetrahedron {  // from corner 0 along the axis of the largest weight, ..., to corner 7
    int second, third;
    Real weight[4];
};

DEVICE Tetrahedron tetrahedron(const Real weight[3]) {
    Real x = weight[0], y = weight[1], z = weight[2];
    Tetrahedron walk;
    Real largest = y > x ? y : x, smallest = y < z ? y : z;
    walk.second = y > x ? 2 : 1;
    walk.second = z > largest ? 4 : walk.second;
    largest = z > largest ? z : largest;
    int last = y < z ? 2 : 4;
    last = x < smallest ? 1 : last;
    smallest = x < smallest ? x : smallest;
    walk.third = 7 - last;
    Real low = x < y ? x : y, high = x < y ? y : x, below = high < z ? high : z;
    Real middle = low > below ? low : below;
    walk.weight[0] = 1 - largest + 0 * (x + y + z);  // a NaN in any channel is one in all
    walk.weight[1] = largest - middle;
    walk.weight[2] = middle - smallest;
    walk.weight[3] = smallest;
    return walk;
}

DEVICE Real lerp(Real low, Real high, Real weight) { return fma(weight, high - low, low); }

// ---------------------------------------------------------------------------------------------------------------------
// Forward.

DEVICE void mix(const Point* lattice, const Place& place, long long points, Real colour[3]) {
    const Point* cell = lattice + place.corner;
#if LUT3D_TETRAHEDRAL
    Tetrahedron walk = tetrahedron(place.weight);
    Point a = cell[0], b = cell[step(walk.second, points)];
    Point c = cell[step(walk.third, points)], d = cell[step(7, points)];
#pragma unroll
    for (int k = 0; k < 3; k++)
        colour[k] = fma(b.channel[k], walk.weight[1], a.channel[k] * walk.weight[0]) +
                    fma(d.channel[k], walk.weight[3], c.channel[k] * walk.weight[2]);
#else
    Point corner[8];
#pragma unroll
    for (int c = 0; c < 8; c++) corner[c] = cell[step(c, points)];
#pragma unroll
    for (int k = 0; k < 3; k++) {
        Real edge[4];
#pragma unroll
        for (int c = 0; c < 4; c++)
            edge[c] = lerp(corner[c].channel[k], corner[c + 4].channel[k], place.weight[2]);
        Real near = lerp(edge[0], edge[2], place.weight[1]), far = lerp(edge[1], edge[3], place.weight[1]);
        colour[k] = lerp(near, far, place.weight[0]);
    }
#endif
}

DEVICE long long index_of(long long pixel, int channel, long long pixels) {
    return LUT3D_PLANAR ? channel * pixels + pixel : 3 * pixel + channel;
}

// Four neighbouring pixels are twelve values in three loads: one of each plane, or three in a row.
DEVICE const Four* four_at(const Stored* image, long long pixel, int which, long long pixels) {
    return (const Four*)(image + (LUT3D_PLANAR ? which * pixels + pixel : 3 * pixel + 4 * which));
}
DEVICE Stored& value_of(Four three[3], int pixel, int channel) {
    int at = 3 * pixel + channel;
    return LUT3D_PLANAR ? three[channel].value[pixel] : three[at / 4].value[at % 4];
}

// One thread for four pixels; blockIdx.y is the image. `whole` says that addresses and counts are multiples of four.
extern "C" __global__ void __launch_bounds__(256)
apply(const Stored* __restrict__ images, const Point* __restrict__ lattices, Stored* outs, long long count,
      long long pixels, long long points, long long table_stride, long long whole, double scale, double offset) {
    long long first = 4 * ((long long)blockIdx.x * blockDim.x + threadIdx.x);
    if (first >= pixels) return;
    for (long long n = blockIdx.y; n < count; n += gridDim.y) {
        const Stored* image = images + 3 * n * pixels;
        Stored* out = outs + 3 * n * pixels;
        const Point* lattice = lattices + n * table_stride;
        int here = pixels - first < 4 ? (int)(pixels - first) : 4;
        Four three[3];
#pragma unroll
        for (int k = 0; k < 3; k++) {
            if (whole) three[k] = *four_at(image, first, k, pixels);
            else
#pragma unroll
                for (int p = 0; p < 4; p++)
                    if (p < here) value_of(three, p, k) = image[index_of(first + p, k, pixels)];
        }
#pragma unroll
        for (int p = 0; p < 4; p++) {
            if (p >= here) continue;
            Real value[3], colour[3];
#pragma unroll
            for (int k = 0; k < 3; k++) value[k] = Pixel::read(value_of(three, p, k));
            mix(lattice, locate(value, points, (Real)scale, (Real)offset), points, colour);
#pragma unroll
            for (int k = 0; k < 3; k++) value_of(three, p, k) = Pixel::write(colour[k]);
        }
#pragma unroll
        for (int k = 0; k < 3; k++) {
            if (whole) *(Four*)four_at(out, first, k, pixels) = three[k];
            else
#pragma unroll
                for (int p = 0; p < 4; p++)
                    if (p < here) out[index_of(first + p, k, pixels)] = value_of(three, p, k);
        }
    }
}

// From [table][channel][blue, green, red] to the lattice; blockIdx.y is the table.
extern "C" __global__ void __launch_bounds__(256)
interleave(const Real* __restrict__ luts, Point* lattices, long long tables, long long cells) {
    long long cell = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (cell >= cells) return;
    for (long long n = blockIdx.y; n < tables; n += gridDim.y) {
        const Real* lut = luts + 3 * n * cells;
        Point point = {{lut[cell], lut[cells + cell], lut[2 * cells + cell], 0}};
        lattices[n * cells + cell] = point;
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Backward: the gradient of the image.

// Slopes of the output along red, green and blue within the cell, each dotted with the gradient of the output.
DEVICE void dotted_slopes(const Point* lattice, const Place& place, long long points, const Real grad[3], Real slope[3]) {
    const Point* cell = lattice + place.corner;
#if LUT3D_TETRAHEDRAL
    Tetrahedron walk = tetrahedron(place.weight);
    int corner[4] = {0, walk.second, walk.third, 7};
    Real dot[4];
#pragma unroll
    for (int c = 0; c < 4; c++) {
        Point point = cell[step(corner[c], points)];
        dot[c] = point.channel[0] * grad[0] + point.channel[1] * grad[1] + point.channel[2] * grad[2];
    }
#pragma unroll
    for (int axis = 0; axis < 3; axis++) {
        bool is_first = walk.second == 1 << axis, is_last = 7 - walk.third == 1 << axis;
        slope[axis] = is_first ? dot[1] - dot[0] : is_last ? dot[3] - dot[2] : dot[2] - dot[1];
    }
#else
    Real dot[8];
#pragma unroll
    for (int c = 0; c < 8; c++) {
        Point point = cell[step(c, points)];
        dot[c] = point.channel[0] * grad[0] + point.channel[1] * grad[1] + point.channel[2] * grad[2];
    }
#pragma unroll
    for (int axis = 0; axis < 3; axis++) {
        int one = 1 << axis, b = 1 << (axis + 1) % 3, c = 1 << (axis + 2) % 3;
        Real wb = place.weight[(axis + 1) % 3], wc = place.weight[(axis + 2) % 3];
        Real low = lerp(dot[one] - dot[0], dot[one | b] - dot[b], wb);
        Real high = lerp(dot[one | c] - dot[c], dot[7] - dot[b | c], wb);
        slope[axis] = lerp(low, high, wc);
    }
#endif
}

// ---------------------------------------------------------------------------------------------------------------------
// Backward: the gradient of the table, which many pixels add to at the same points.

DEVICE void corner_weights(const Place& place, Real weight[8]) {
#if LUT3D_TETRAHEDRAL
    Tetrahedron walk = tetrahedron(place.weight);
#pragma unroll
    for (int c = 0; c < 8; c++)
        weight[c] = c == 0 ? walk.weight[0] : c == 7 ? walk.weight[3]
                  : c == walk.second ? walk.weight[1] : c == walk.third ? walk.weight[2] : (Real)0;
#else
#pragma unroll
    for (int c = 0; c < 8; c++)
        weight[c] = (c & 1 ? place.weight[0] : 1 - place.weight[0]) * (c & 2 ? place.weight[1] : 1 - place.weight[1]) *
                    (c & 4 ? place.weight[2] : 1 - place.weight[2]);
#endif
}

#if LUT3D_FIXED
using Sum = unsigned long long;  // two's complement: integers add up to the same in any order
DEVICE void add(Sum* sum, Real value, double unit) { atomicAdd(sum, (Sum)(long long)rint((double)value * unit)); }
#else
using Sum = Real;
DEVICE void add(Sum* sum, Real value, double) { atomicAdd(sum, value); }
#endif

template <class AnySum>
DEVICE void add_point(AnySum* sums, Real weight, const Real grad[3], double unit) {
#pragma unroll
    for (int k = 0; k < 3; k++) add(sums + k, weight * grad[k], unit);
}
#if __CUDA_ARCH__ >= 900  // one instruction for a point
DEVICE void add_point(float* sums, float weight, const float grad[3], double) {
    atomicAdd((float4*)sums, make_float4(weight * grad[0], weight * grad[1], weight * grad[2], 0));
}
#endif

// The largest power of two by which sums of `pixels` gradients, each at most `largest`, can be multiplied in 62 bits.
DEVICE double fixed_unit(const double* largest, double pixels) {
    double bound = pixels * *largest;
    if (bound == 0) return 1.0;
    int exponent = 60 - ilogb(bound);
    return bound <= 1e308 ? scalbn(1.0, exponent < 1000 ? exponent : 1000) : bound * 0;  // NaN of infinity and of NaN
}

#define ALL_LANES 0xffffffffu

template <int HALF>
DEVICE void halve(Real number[32], int lane) {
    bool upper = lane & HALF;
#pragma unroll
    for (int k = 0; k < HALF; k++) {
        if (HALF >= 4 && k % 4 == 3) continue;  // the fourth channel is zero in every lane
        Real kept = upper ? number[k + HALF] : number[k], sent = upper ? number[k] : number[k + HALF];
        number[k] = kept + __shfl_xor_sync(ALL_LANES, sent, HALF);
    }
}

// Sum, over the lanes of a warp, of 32 numbers a lane, every fourth zero; lane k is left with number k. Halving what is
// exchanged at every step takes 24 shuffles, where 24 separate sums take 120.
DEVICE Real transposed_sum(Real number[32], int lane) {
    halve<16>(number, lane);
    halve<8>(number, lane);
    halve<4>(number, lane);
    halve<2>(number, lane);
    halve<1>(number, lane);
    return number[0];
}

// Cells a warp may touch for its lanes to join forces; beyond that each adds for itself.
#define FEW_CELLS 12

// Add each lane's gradient to its cell's corners. Neighbouring pixels mostly lie in few cells: the lanes of a cell then
// sum among themselves, and the warp adds once: lane k to corner k / 4, channel k % 4.
DEVICE void scatter(Sum* sums, const Place& place, bool valid, const Real grad[3], long long points, double unit) {
    int lane = threadIdx.x % 32;
    Real weight[8];
    corner_weights(place, weight);
    int cell = valid ? (int)place.corner : -1;
    unsigned peers = __match_any_sync(ALL_LANES, cell);
    unsigned leaders = __ballot_sync(ALL_LANES, valid && lane == __ffs(peers) - 1);
    if (__popc(leaders) > FEW_CELLS) {
        if (!valid) return;
#pragma unroll
        for (int c = 0; c < 8; c++) {
            if (LUT3D_TETRAHEDRAL && weight[c] == 0) continue;
            add_point(sums + 4 * (place.corner + step(c, points)), weight[c], grad, unit);
        }
        return;
    }
    while (leaders) {
        int shared = __shfl_sync(ALL_LANES, cell, __ffs(leaders) - 1);
        leaders &= leaders - 1;
        bool joins = valid && cell == shared;
        Real number[32];
#pragma unroll
        for (int k = 0; k < 32; k++) number[k] = joins && k % 4 < 3 ? weight[k / 4] * grad[k % 4] : (Real)0;
        Real total = transposed_sum(number, lane);
        if (lane % 4 < 3 && total != 0) add(sums + 4 * (shared + step(lane / 4, points)) + lane % 4, total, unit);
    }
}

// One thread for a pixel; blockIdx.y is the image. Either gradient may be null. Blocks take turns among `slices` copies
// of the sums, so that fewer meet at one address.
extern "C" __global__ void __launch_bounds__(256)
backward(const Stored* __restrict__ images, const Point* __restrict__ lattices, const Stored* __restrict__ grads,
         Stored* grad_images, Sum* sums, const double* largest, long long count, long long pixels, long long points,
         long long table_stride, long long slices, double scale, double offset) {
    long long pixel = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    long long cells = points * points * points;
    double unit = LUT3D_FIXED && sums ? fixed_unit(largest, (double)count * pixels) : 1.0;
    for (long long n = blockIdx.y; n < count; n += gridDim.y) {
        bool there = pixel < pixels;  // lanes beyond the end stay, for the warp's sake
        long long base = 3 * n * pixels;
        Real value[3] = {0, 0, 0}, grad[3] = {0, 0, 0};
        for (int k = 0; there && k < 3; k++) {
            value[k] = Pixel::read(images[base + index_of(pixel, k, pixels)]);
            grad[k] = Pixel::read(grads[base + index_of(pixel, k, pixels)]);
        }
        Place place = locate(value, points, (Real)scale, (Real)offset);
        bool valid = there && !has_nan(place);  // a pixel with a NaN takes no part
        if (grad_images && there) {
            Real slope[3];
            dotted_slopes(lattices + n * table_stride, place, points, grad, slope);
            for (int k = 0; k < 3; k++)
                grad_images[base + index_of(pixel, k, pixels)] =
                    Pixel::write(valid && place.inside[k] ? slope[k] * (Real)scale : (Real)0);
        }
        if (sums) {
            long long table = table_stride ? n : 0, slice = table * slices + blockIdx.x % slices;
            scatter(sums + 4 * cells * slice, place, valid, grad, points, unit);
        }
    }
}

// From the sums' slices to [table][channel][blue, green, red]; blockIdx.y is the table.
extern "C" __global__ void __launch_bounds__(256)
collect(const Sum* __restrict__ sums, Real* grad_luts, const double* largest, long long tables, long long cells,
        long long slices, double summands) {
    long long cell = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (cell >= cells) return;
    for (long long n = blockIdx.y; n < tables; n += gridDim.y) {
        for (int k = 0; k < 3; k++) {
            Sum total = 0;
            for (long long slice = 0; slice < slices; slice++) total += sums[4 * ((n * slices + slice) * cells + cell) + k];
#if LUT3D_FIXED
            Real value = (Real)((double)(long long)total / fixed_unit(largest, summands));
#else
            Real value = total;
#endif
            grad_luts[(3 * n + k) * cells + cell] = value;
        }
    }
}
