// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CAudioSupport.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/// Where the helper finds its end of the channel.
enum { helperChannel = 3 };

int songHelperStart(const char *executable, const char *command, int *channel, int *process) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return errno;
  // Its number mustn't be the one that it gets in the helper, or it would be closed there.
  int theirs = fcntl(ends[1], F_DUPFD_CLOEXEC, 64);
  close(ends[1]);
  if (theirs < 0) {
    close(ends[0]);
    return errno;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, theirs, helperChannel);
  char *arguments[] = {(char *)executable, (char *)command, NULL};
  pid_t child;
  int status = posix_spawn(&child, executable, &actions, NULL, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(theirs);
  if (status != 0) {
    close(ends[0]);
    return status;
  }
  *channel = ends[0];
  *process = child;
  return 0;
}

void songHelperEnd(int channel, int process) {
  close(channel);
  kill(process, SIGKILL);
  while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {}
}

int songHelperDied(int process) {
  // What the channel's end says first, the system knows a moment later.
  for (int tries = 0; tries < 10000; tries++) {
    siginfo_t info = {0};
    if (waitid(P_PID, (id_t)process, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == process) {
      return info.si_code == CLD_EXITED ? 0 : info.si_status;
    }
    struct timespec moment = {0, 1000000};
    nanosleep(&moment, NULL);
  }
  return 0;
}

int songChannelSend(int channel, const void *bytes, size_t count) {
  const char *from = bytes;
  while (count > 0) {
    ssize_t sent = send(channel, from, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return songChannelClosed;
    from += sent;
    count -= (size_t)sent;
  }
  return songChannelOK;
}

int songChannelReceive(int channel, void *bytes, size_t count, int milliseconds) {
  char *to = bytes;
  while (count > 0) {
    struct pollfd wait = {channel, POLLIN, 0};
    int ready = poll(&wait, 1, milliseconds);
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) return songChannelSilent;
    ssize_t received = recv(channel, to, count, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return songChannelClosed;
    to += received;
    count -= (size_t)received;
  }
  return songChannelOK;
}

/// Ends the process once nobody holds the other end, whatever the plugin does.
static void *watch(void *unused) {
  (void)unused;
  struct pollfd wait = {helperChannel, 0, 0};
  while (poll(&wait, 1, -1) < 0 && errno == EINTR) {}
  _exit(0);
}

int songHelperChannel(void) {
  // A program that a plugin starts mustn't hold it open.
  fcntl(helperChannel, F_SETFD, FD_CLOEXEC);
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_DFL);
  pthread_t thread;
  if (pthread_create(&thread, NULL, watch, NULL) != 0) return -1;
  pthread_detach(thread);
  return helperChannel;
}
