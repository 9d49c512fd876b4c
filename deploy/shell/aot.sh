# The agent's AOT cache: classes loaded, linked and profiled ahead of time (JEP 483, 514, 515). Sourced by
# the launchers, which set home and JAVA_HOME. The cache fits one JDK build, one set of options and one set
# of jars; where it does not, the agent starts without it, slower, and says so.

aot_cache="$home/lib/agent.aot"

# The jars in a fixed order: the cache is refused for another.
class_path() {
    local LC_ALL=C jars
    jars=("$home"/lib/*.jar)
    (IFS=: && printf '%s' "${jars[*]}")
}

# What the cache depends on: the JDK build, the options, the jars with their sizes and times.
aot_key() {
    local LC_ALL=C
    printf '%s\n' "$(<"$JAVA_HOME/release")"
    printf '%s\n' "${options[@]}"
    cd "$home/lib" && stat -c '%n %s %Y' -- *.jar
}

# Adds to options what uses the cache, if it fits; or, while bin/bridgewall-aot trains, what writes it.
aot_options() {
    local key
    key="$(aot_key)"
    if [ -n "${BRIDGEWALL_AOT_OUTPUT-}" ]; then
        printf '%s\n' "$key" >"$BRIDGEWALL_AOT_OUTPUT.key"
        options+=("-XX:AOTCacheOutput=$BRIDGEWALL_AOT_OUTPUT")
    elif [ ! -f "$aot_cache" ]; then
        echo "agent: no AOT cache, the start takes longer; $home/bin/bridgewall-aot builds one" >&2
    elif [ -f "$aot_cache.key" ] && [ "$key" = "$(<"$aot_cache.key")" ]; then
        options+=("-XX:AOTCache=$aot_cache" -XX:AOTMode=auto)
    else
        echo "agent: the AOT cache is of another JDK, set of options or release, the start takes longer;" \
            "$home/bin/bridgewall-aot builds it anew" >&2
    fi
}
