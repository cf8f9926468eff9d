/* The least that a Lambda bootstrap in C does: it asks the Runtime API for the next event, and answers it with nothing of interest. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char buffer[1 << 20];

/* Sends a request on a connection of its own and reads the whole answer. */
static void ask(const char *host, const char *port, const char *request) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *address;
    if (getaddrinfo(host, port, &hints, &address)) exit(1);
    int s = socket(address->ai_family, SOCK_STREAM, 0);
    if (s < 0 || connect(s, address->ai_addr, address->ai_addrlen)) exit(1);
    freeaddrinfo(address);
    if (write(s, request, strlen(request)) < 0) exit(1);
    size_t length = 0;
    ssize_t more;
    while ((more = read(s, buffer + length, sizeof buffer - 1 - length)) > 0) length += more;
    buffer[length] = 0;
    close(s);
}

int main(void) {
    char host[256], request[1024], id[128];
    const char *answer = "{\"statusCode\":200}";
    const char *api = getenv("AWS_LAMBDA_RUNTIME_API");
    if (!api || strlen(api) >= sizeof host) return 1;
    strcpy(host, api);
    char *port = strchr(host, ':');
    if (!port) return 1;
    *port++ = 0;
    for (;;) {
        snprintf(request, sizeof request,
                 "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", api);
        ask(host, port, request);
        const char *header = strcasestr(buffer, "Lambda-Runtime-Aws-Request-Id: ");
        if (!header || sscanf(header + 31, "%127[^\r\n]", id) != 1) return 1;
        snprintf(request, sizeof request,
                 "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s",
                 id, api, strlen(answer), answer);
        ask(host, port, request);
    }
}
