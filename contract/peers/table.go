package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// The lines around the table in a file.
const (
	tableBegin = "<!-- made by make bench-peers -->\n"
	tableEnd   = "<!-- end -->\n"
)

// table returns the medians in Markdown, with the date and the machine.
func table(servers []server, measured map[string][]figures, o options) string {
	var text strings.Builder
	text.WriteString("| server | version | answers/s | median ms | p99 ms | first answer ms | MiB idle | MiB loaded | what it does |\n" +
		"| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n")
	for _, s := range servers {
		of := measured[s.name]
		fmt.Fprintf(&text, "| %s | %s | %.0f | %.2f | %.2f | %.0f | %.0f | %.0f | %s |\n", s.name, s.version,
			median(of, func(f figures) float64 { return f.perSecond }), median(of, func(f figures) float64 { return f.median }),
			median(of, func(f figures) float64 { return f.high }), median(of, func(f figures) float64 { return f.first }),
			median(of, func(f figures) float64 { return f.idle }), median(of, func(f figures) float64 { return f.loaded }), s.how)
	}
	fmt.Fprintf(&text, "\n%s: %s. %d requests at once from a process beside the server, %v after %v to warm up; medians of %d.\n",
		time.Now().Format(time.DateOnly), machine(), o.connections, o.measured, o.warm, o.rounds)
	return text.String()
}

func median(of []figures, figure func(figures) float64) float64 {
	all := make([]float64, len(of))
	for i, f := range of {
		all[i] = figure(f)
	}
	slices.Sort(all)
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}

// machine describes this machine.
func machine() string {
	name := runtime.GOARCH
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if key, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(key) == "model name" {
			name = strings.TrimSpace(value)
			break
		}
	}
	var kib float64
	text, _ = os.ReadFile("/proc/meminfo")
	fmt.Sscanf(string(text), "MemTotal: %f", &kib)
	return fmt.Sprintf("%s, %d processors, %.0f GiB, %s, %s", name, runtime.NumCPU(), kib/(1<<20), runtime.GOOS, runtime.Version())
}

// replaceTable puts the table in the place of the one in a file.
func replaceTable(path, table string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, begins := strings.Cut(string(text), tableBegin)
	_, after, ends := strings.Cut(rest, tableEnd)
	if !begins || !ends {
		return fmt.Errorf("%s has no table between the lines %q and %q", path, strings.TrimSpace(tableBegin), strings.TrimSpace(tableEnd))
	}
	return os.WriteFile(path, []byte(before+tableBegin+"\n"+table+"\n"+tableEnd+after), 0o666)
}
