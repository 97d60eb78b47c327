package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract/internal/mutants/switches"
)

// program has a place for every kind of change. Each change makes it print something else.
const program = `// Package main is a program to change.
package main

import "fmt"

type pair struct {
	name  string
	count int
}

func show(p pair) { fmt.Println("100%", p) }

func rate(n int, known bool) string {
	if n < 3 && known {
		return "few"
	}
	for i := 0; i >= n; i++ {
		return "none"
	}
	switch {
	case n == 7:
		return "seven"
	}
	return fmt.Sprint("many ", n)
}

func kind(v any) string {
	switch v.(type) {
	case bool:
		return "truth"
	}
	return "other"
}

func main() {
	total := 1
	total += 2
	var now int
	for ; total < 11; total += 4 {
		if now = total; now < 7 {
			fmt.Print("early ")
		}
		fmt.Print(total)
	}
	show(pair{name: "total", count: total})
	fmt.Println(kind(true), kind(nil))
	fmt.Println([]string{"a", "b"}, rate(2, true), rate(3, true), rate(2, false), rate(0, false), rate(1, false), rate(7, true))
	show(pair{name: "", count: 0})
	fmt.Println(box{of: pair{}})
}

type box struct{ of any }
`

func TestEveryChangeCompilesAndShows(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/changed\n\ngo 1.24\n")
	write("main.go", program)
	write("switches/switches.go", string(switchesText))
	t.Chdir(dir)
	loaded, err := load([]string{"."})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range loaded[0].mutants() {
		all = append(all, fmt.Sprintf("%d %s: %s", m.line, m.kind, m.before))
	}
	if got := strings.Join(all, "\n"); got != possible {
		t.Errorf("the possible changes are\n%s", got)
	}
	run := func(number int) string {
		command := exec.Command("./changed")
		command.Env = append(os.Environ(), switches.On+"="+strconv.Itoa(number))
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	// Within one program no change lies inside another, so that it takes several programs to try
	// all.
	for left := loaded[0].mutants(); len(left) > 0; {
		taken := disjoint(left, len(left))
		write("main.go", string(rewrite([]byte(program), slices.Clone(taken), "example.com/changed/switches")))
		if out, err := exec.Command("go", "build", "-o", "changed", ".").CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		unchanged := run(-1)
		for _, m := range taken {
			if run(m.number) == unchanged {
				t.Errorf("%v changes nothing", m)
			}
		}
		left = slices.DeleteFunc(left, func(m mutant) bool {
			return slices.ContainsFunc(taken, func(o mutant) bool { return o.start == m.start && o.kind == m.kind })
		})
	}
}

func TestChosenNumbersAreOfTheSample(t *testing.T) {
	sampled := []mutant{{number: 0}, {number: 1}, {number: 2}}
	if chosen, err := choose(sampled, "2,0"); err != nil || len(chosen) != 2 || chosen[0].number != 2 || chosen[1].number != 0 {
		t.Errorf("got %v (%v)", chosen, err)
	}
	for _, only := range []string{"3", "-1", "x"} {
		if _, err := choose(sampled, only); err == nil {
			t.Errorf("-only %s is taken", only)
		}
	}
}

// possible lists all changes that may be made to the program, in the order of the walk.
const possible = `11 call dropped: fmt.Println("100%", p)
11 constant changed: "100%"
14 condition turned: n < 3 && known
14 condition turned: n < 3
14 condition turned: known
14 bound moved: n < 3
14 constant changed: 3
15 constant changed: "few"
17 condition turned: i >= n
17 constant changed: 0
17 bound moved: i >= n
18 constant changed: "none"
22 constant changed: "seven"
21 condition turned: n == 7
24 constant changed: "many "
30 constant changed: "truth"
32 constant changed: "other"
36 constant changed: 1
37 assignment dropped: total += 2
37 constant changed: 2
39 condition turned: total < 11
39 bound moved: total < 11
39 constant changed: 11
39 constant changed: 4
40 condition turned: now < 7
40 bound moved: now < 7
40 constant changed: 7
41 call dropped: fmt.Print("early ")
41 constant changed: "early "
43 call dropped: fmt.Print(total)
45 call dropped: show(pair{name: "total", count: total})
45 member dropped: name: "total"
45 member dropped: count: total
45 constant changed: "total"
46 call dropped: fmt.Println(kind(true), kind(nil))
47 call dropped: fmt.Println([]string{"a", "b"}, rate(2, true), rate(3, true), rate(2, false), rate(0, false), rate(1, false), rate(7, true))
47 element dropped: "a" of: []string{"a", "b"}
47 element dropped: "b" of: []string{"a", "b"}
47 constant changed: "a"
47 constant changed: "b"
47 constant changed: 2
47 constant changed: 3
47 constant changed: 2
47 constant changed: 0
47 constant changed: 1
47 constant changed: 7
48 call dropped: show(pair{name: "", count: 0})
48 constant changed: ""
48 constant changed: 0
49 call dropped: fmt.Println(box{of: pair{}})
49 member dropped: of: pair{}`
