// What the programs that watch the machine share: its clock, and a figure's place among others.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
    return (x > y) - (x < y);
}

// Prints, behind what stands on the line, COUNT P50_NS P99_NS P999_NS MAX_NS; the values lose their order.
static void print_quantiles(unsigned *values, long count)
{
    qsort(values, count, sizeof *values, by_size);
    printf(" %ld %u %u %u %u\n", count, values[count / 2], values[count * 99 / 100], values[count * 999 / 1000], values[count - 1]);
}
