# What the scripts of the source tree share. Everything that is said goes to standard error.
# shellcheck source=deploy/shell/jdk.sh
. "$root/deploy/shell/jdk.sh"

say() { printf '%s\n' "$*" >&2; }
die() {
    say "$*"
    exit 3
}

require_root() {
    [ "$(id -u)" = 0 ] || die "$1 needs root (network namespaces, nftables): run it with sudo."
}

# require_tools COMMAND:PACKAGE ...: installs the Debian packages of the commands that are missing;
# a name with a slash is that of a file.
require_tools() {
    local pair missing=()
    for pair in "$@"; do
        case "${pair%%:*}" in
            /*) [ -e "${pair%%:*}" ] ;;
            *) command -v "${pair%%:*}" >/dev/null 2>&1 ;;
        esac || missing+=("${pair##*:}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null 2>&1 \
        || die "Missing: ${missing[*]} (names of Debian packages). Install them and run again."
    say "Installing with apt-get: ${missing[*]}"
    if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
        --no-install-recommends "${missing[@]}"; } >"$root/deploy/.cache/apt.log" 2>&1; then
        tail -n 15 "$root/deploy/.cache/apt.log" >&2
        die "apt-get could not install ${missing[*]}. Install them by hand and run again."
    fi
}

# without_services COMMAND...: what it installs does not start its services (invoke-rc.d's policy-rc.d).
without_services() {
    local policy=/usr/sbin/policy-rc.d status=0
    if [ -e "$policy" ] || [ ! -w "${policy%/*}" ]; then
        "$@"
        return
    fi
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 0755 "$policy"
    # In a subshell: the command may end it, and the policy goes in any case.
    ("$@") || status=$?
    rm -f "$policy"
    [ "$status" = 0 ] || exit "$status"
}

# Loads a kernel module where the kernel has it as one; where it cannot, says what will be missing.
require_bridge_netfilter() {
    [ -d /proc/sys/net/bridge ] && return 0
    require_tools modprobe:kmod
    say "Loading the kernel module br_netfilter (connection tracking on bridges)"
    modprobe br_netfilter 2>/dev/null && [ -d /proc/sys/net/bridge ] \
        || die "This kernel has no br_netfilter: install the distribution's full kernel package."
}

# Sets maven to a Maven that is new enough: the wrapper's, or the installed one.
require_maven() {
    local version
    if (cd "$root" && ./mvnw -q -v) >"$root/deploy/.cache/mvnw.log" 2>&1; then
        maven="$root/mvnw"
        return 0
    fi
    version="$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p' | head -n 1)" || true
    if [ -n "$version" ] \
        && [ "$(printf '%s\n3.9.6\n' "$version" | sort -V | head -n 1)" = 3.9.6 ]; then
        say "The Maven wrapper cannot fetch Maven; using the installed $version"
        maven=mvn
        return 0
    fi
    tail -n 3 "$root/deploy/.cache/mvnw.log" >&2
    die "No usable Maven: ./mvnw could not fetch 3.9.16 from repo.maven.apache.org, and the installed
one is ${version:-missing} (3.9.6 or newer is needed). Allow that host, or install a newer Maven."
}

# Runs Maven with its whole output in a log, and shows the lines that match.
# show_maven LOG PATTERN ARGUMENT...
show_maven() {
    local log="$1" pattern="$2" status=0
    shift 2
    (cd "$root" && "$maven" -B "$@") 2>&1 | tee "$log" | { grep -E --line-buffered "$pattern" || true; } \
        | sed -u 's/^\[INFO\] //' || status=$?
    return "$status"
}

# Builds the distribution unless nothing changed since it was built, nor was it built otherwise: its AOT cache would
# then be of other jars.
build_distribution() {
    local stamp="$root/deploy/target/built" log="$root/deploy/.cache/build.log"
    local jars="$root/deploy/target/bridgewall/bridgewall/lib"
    if [ -f "$stamp" ] && [ -z "$(find "$root" \( -name target -o -name .git -o -name .cache \) -prune \
        -o \( -path '*/src/*' -o -name pom.xml -o -path '*/deploy/*' \) -type f -newer "$stamp" -print -quit)" ] \
        && [ -z "$(find "$jars" -name '*.jar' -cnewer "$stamp" -print -quit 2>/dev/null)" ]; then
        return 0
    fi
    require_maven
    say "Building (log: $log)"
    if ! show_maven "$log" '^\[INFO\] Building [A-Z]|^\[ERROR\]' -DskipTests package >&2; then
        die "The build failed: see $log"
    fi
    # A slower start is no reason to stop; why there is no cache is said.
    "$root/deploy/target/bridgewall/bridgewall/bin/bridgewall-aot" || true
    touch "$stamp"
}

mkdir -p "$root/deploy/.cache"
