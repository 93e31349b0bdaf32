// How long this machine itself keeps threads waiting: one thread per processor, SCHED_FIFO 90 where that is granted,
// sleeps to every millisecond of an absolute grid and notes how late it is back. It ends when its input does. No .NET.
//
//   level LEVEL
//   stall CPU DEADLINE_NS LATE_NS          for each wake-up more than 1 ms late, on CLOCK_MONOTONIC
//   cpu CPU COUNT P50_NS P99_NS P999_NS MAX_NS
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "timing.h"

#define PERIOD 1000000L
#define REPORTED 1000000L
#define MAX_WAKES (4 * 3600 * 1000)
#define MAX_STALLS 100000

struct watch {
    int cpu;
    int count;
    int stalls;
    unsigned *late;
    long (*stall)[2];
};

static atomic_int stopping;
static int realtime = 1;

static void *run(void *argument)
{
    struct watch *w = argument;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(w->cpu, &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    struct sched_param priority = {.sched_priority = 90};
    if (pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority) != 0)
        realtime = 0;
    long deadline = now() + PERIOD;
    while (!stopping && w->count < MAX_WAKES) {
        struct timespec t = {deadline / 1000000000L, deadline % 1000000000L};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
        long late = now() - deadline;
        w->late[w->count++] = late < 0 ? 0 : late > 4000000000L ? 4000000000u : (unsigned)late;
        if (late > REPORTED && w->stalls < MAX_STALLS) {
            w->stall[w->stalls][0] = deadline;
            w->stall[w->stalls++][1] = late;
        }
        deadline += PERIOD * (late > PERIOD ? late / PERIOD + 1 : 1);
    }
    return NULL;
}

int main(void)
{
    int cpus = (int)sysconf(_SC_NPROCESSORS_ONLN);
    struct watch *watches = calloc(cpus, sizeof *watches);
    pthread_t *threads = calloc(cpus, sizeof *threads);
    for (int i = 0; i < cpus; i++) {
        watches[i].cpu = i;
        watches[i].late = calloc(MAX_WAKES, sizeof(unsigned));
        watches[i].stall = calloc(MAX_STALLS, 2 * sizeof(long));
        if (!watches[i].late || !watches[i].stall || pthread_create(&threads[i], NULL, run, &watches[i]) != 0)
            return 1;
    }
    char sink[64];
    while (read(0, sink, sizeof sink) > 0) {
    }
    stopping = 1;
    for (int i = 0; i < cpus; i++)
        pthread_join(threads[i], NULL);
    printf("level %s\n", realtime ? "SCHED_FIFO 90" : "SCHED_OTHER");
    for (int i = 0; i < cpus; i++) {
        struct watch *w = &watches[i];
        for (int s = 0; s < w->stalls; s++)
            printf("stall %d %ld %ld\n", i, w->stall[s][0], w->stall[s][1]);
        if (w->count > 0) {
            printf("cpu %d", i);
            print_quantiles(w->late, w->count);
        }
    }
    return 0;
}
