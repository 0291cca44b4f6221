
/* One relaxed load of each width: a number is loaded as a whole and by no other width. */
static inline uint8_t @LOWER@_load_u8(const unsigned char *at) {
    return __atomic_load_n((const uint8_t *)at, __ATOMIC_RELAXED);
}
static inline uint16_t @LOWER@_load_u16(const unsigned char *at) {
    return __atomic_load_n((const uint16_t *)(const void *)at, __ATOMIC_RELAXED);
}
static inline uint32_t @LOWER@_load_u32(const unsigned char *at) {
    return __atomic_load_n((const uint32_t *)(const void *)at, __ATOMIC_RELAXED);
}
static inline uint64_t @LOWER@_load_u64(const unsigned char *at) {
    return __atomic_load_n((const uint64_t *)(const void *)at, __ATOMIC_RELAXED);
}
static inline float @LOWER@_load_f32(const unsigned char *at) {
    uint32_t bits = @LOWER@_load_u32(at);
    float number;
    memcpy(&number, &bits, sizeof number);
    return number;
}
static inline double @LOWER@_load_f64(const unsigned char *at) {
    uint64_t bits = @LOWER@_load_u64(at);
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}
