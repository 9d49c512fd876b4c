# The agent's AOT cache: an archive of the classes that it loads, linked ahead of time, with their lambdas and
# method handles (class data sharing; docs/adr/0007-zgc-and-an-aot-cache.md says why it is not the JVM's own AOT
# cache). Sourced by the launchers, which set home and JAVA_HOME. The cache fits one JDK build, one set of options
# and one set of jars; where it does not, the agent starts without it, slower, and says so.

aot_cache="$home/lib/agent.jsa"

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

# Adds to options what uses the cache, if it fits; or, for bin/bridgewall-aot, what notes the classes that are
# loaded in the file BRIDGEWALL_AOT_NOTE, or what makes the cache of those in BRIDGEWALL_AOT_MAKE and ends.
aot_options() {
    local key
    key="$(aot_key)"
    if [ -n "${BRIDGEWALL_AOT_NOTE-}" ]; then
        options+=("-XX:DumpLoadedClassList=$BRIDGEWALL_AOT_NOTE")
    elif [ -n "${BRIDGEWALL_AOT_MAKE-}" ]; then
        printf '%s\n' "$key" >"$aot_cache.new.key"
        options+=(-Xshare:dump "-XX:SharedClassListFile=$BRIDGEWALL_AOT_MAKE" "-XX:SharedArchiveFile=$aot_cache.new"
            -Xlog:cds=error)
    elif [ ! -f "$aot_cache" ]; then
        echo "agent: no AOT cache, the start takes longer; $home/bin/bridgewall-aot builds one" >&2
    elif [ -f "$aot_cache.key" ] && [ "$key" = "$(<"$aot_cache.key")" ]; then
        options+=("-XX:SharedArchiveFile=$aot_cache" -Xshare:auto)
    else
        echo "agent: the AOT cache is of another JDK, set of options or release, the start takes longer;" \
            "$home/bin/bridgewall-aot builds it anew" >&2
    fi
}
