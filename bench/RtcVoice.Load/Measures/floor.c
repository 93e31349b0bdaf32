// The floor of this machine: how late packets are that a program does nothing but send. As many each millisecond as that
// many calls have, by sendmmsg, 16 at a time, to a loopback socket that another thread empties; SCHED_FIFO 10 where that is
// granted, no cipher, no .NET. Lateness is told behind each system call, from the deadline on; deviation is by how much it
// differs from that of the same call's packet before.
//
//   floor CALLS SECONDS
//   level LEVEL
//   late COUNT P50_NS P99_NS P999_NS MAX_NS
//   deviation COUNT P50_NS P99_NS P999_NS MAX_NS
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "timing.h"

#define PERIOD 1000000L
#define SLOTS 20
#define BATCH 16
#define PACKET_BYTES 122
#define SPIN 60000L
#define DRAIN 64

static atomic_int stopping;
static int receiver;

static void *drain(void *argument)
{
    static char data[DRAIN][2048];
    static struct iovec parts[DRAIN];
    static struct mmsghdr messages[DRAIN];
    for (int i = 0; i < DRAIN; i++) {
        parts[i] = (struct iovec){data[i], sizeof data[i]};
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
    }
    while (!stopping) {
        usleep(1000);
        while (recvmmsg(receiver, messages, DRAIN, MSG_DONTWAIT, NULL) == DRAIN) {
        }
    }
    return argument;
}

static void wait_until(long deadline)
{
    long sleep = deadline - SPIN;
    struct timespec t = {sleep / 1000000000L, sleep % 1000000000L};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
    while (now() < deadline) {
    }
}

int main(int count, char **values)
{
    int calls = count == 3 ? atoi(values[1]) : 0, seconds = count == 3 ? atoi(values[2]) : 0;
    if (calls < SLOTS || calls > 60000 || seconds < 1 || seconds > 600) {
        fprintf(stderr, "floor CALLS SECONDS: 20 to 60000 calls, 1 to 600 seconds\n");
        return 2;
    }
    int each = calls / SLOTS, round = each * SLOTS;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_ANY)};
    socklen_t length = sizeof to;
    int room = 64 << 20, on = 1;
    receiver = socket(AF_INET, SOCK_DGRAM, 0);
    int sender = socket(AF_INET, SOCK_DGRAM, 0);
    if (receiver < 0 || sender < 0 || bind(receiver, (struct sockaddr *)&to, sizeof to) != 0
        || getsockname(receiver, (struct sockaddr *)&to, &length) != 0) {
        perror("socket");
        return 1;
    }
    setsockopt(receiver, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    setsockopt(receiver, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    struct sockaddr_in *clients = calloc(calls, sizeof *clients);
    unsigned *late = calloc((size_t)seconds * 1000 * each, sizeof *late);
    unsigned *deviation = calloc((size_t)seconds * 1000 * each, sizeof *deviation);
    pthread_t thread;
    if (!clients || !late || !deviation || pthread_create(&thread, NULL, drain, NULL) != 0)
        return 1;
    for (int i = 0; i < calls; i++) {
        clients[i] = to;
        clients[i].sin_addr.s_addr = htonl(0x7f010001 + i);
    }
    static char data[PACKET_BYTES];
    struct iovec part = {data, sizeof data};
    struct mmsghdr messages[BATCH];
    for (int i = 0; i < BATCH; i++)
        messages[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &part, .msg_iovlen = 1, .msg_namelen = sizeof to}};
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    struct sched_param priority = {.sched_priority = 10};
    int realtime = sched_setscheduler(0, SCHED_FIFO, &priority) == 0;
    long noted = 0, origin = now() + PERIOD;
    for (long slot = 0; slot < seconds * 1000L; slot++) {
        long deadline = origin + slot * PERIOD;
        wait_until(deadline);
        for (int sent = 0; sent < each;) {
            int batch = each - sent < BATCH ? each - sent : BATCH;
            for (int i = 0; i < batch; i++)
                messages[i].msg_hdr.msg_name = &clients[(slot % SLOTS) * each + sent + i];
            sendmmsg(sender, messages, batch, MSG_DONTWAIT);
            long behind = now() - deadline;
            for (int i = 0; i < batch; i++)
                late[noted++] = behind > 4000000000L ? 4000000000u : (unsigned)behind;
            sent += batch;
        }
    }
    stopping = 1;
    pthread_join(thread, NULL);
    for (long i = round; i < noted; i++)
        deviation[i - round] = late[i] > late[i - round] ? late[i] - late[i - round] : late[i - round] - late[i];
    printf("level %s\nlate", realtime ? "SCHED_FIFO 10" : "SCHED_OTHER");
    print_quantiles(late, noted);
    printf("deviation");
    print_quantiles(deviation, noted - round);
    return 0;
}
