// Command oracle compares the fake with the programs that it imitates: it sends random bodies to the fake and to a small
// program of Django REST Framework, which declares the same serializers (oracle.py), and random documents to the readers of
// JSON here and to the originals. It prints what differs, and exits with 1 if anything does:
//
//	go run ./contract/oracle -python venv/bin/python -n 200000 -documents 1000000
//
// Python needs the packages of requirements.txt. make oracle prepares it.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"time"
)

// most is how many differences are printed.
const most = 20

func main() {
	python := flag.String("python", "python3", "a Python that has the packages of requirements.txt")
	folder := flag.String("folder", "contract/oracle", "the folder of oracle.py")
	n := flag.Int("n", 1000, "how many bodies to send")
	documents := flag.Int("documents", 5000, "how many documents to read, with each reader")
	seed := flag.Uint64("seed", 1, "which bodies and documents; the same seed gives the same")
	profile := flag.String("profile", "2025.12", "the profile of the fake")
	library := flag.String("library", "orjson", "the library for JSON of that version of authentik: orjson or msgspec")
	flag.Parse()
	differences, err := run(*python, *folder, *profile, *library, *n, *documents, *seed)
	if err != nil {
		fmt.Fprintf(os.Stderr, "oracle: %v\n", err)
		os.Exit(2)
	}
	if differences > 0 {
		os.Exit(1)
	}
}

// run compares, and returns how many answers differ.
func run(python, folder, profile, library string, n, documents int, seed uint64) (int, error) {
	o, err := startOracle(python, folder)
	if err != nil {
		return 0, err
	}
	defer o.stop()
	f, err := newFake(folder, profile, library)
	if err != nil {
		return 0, err
	}
	random := rand.New(rand.NewPCG(seed, 0))
	r := &result{begun: time.Now()}
	if err := compareBodies(o, f, random, n, r); err != nil {
		return 0, err
	}
	r.print(fmt.Sprintf("bodies to %s", profile))
	all := r.differ
	for _, name := range readerNames() {
		r := &result{begun: time.Now()}
		if err := compareDocuments(o, name, random, documents, r); err != nil {
			return 0, err
		}
		r.print("documents to " + name)
		all += r.differ
	}
	return all, nil
}

// result counts what was compared.
type result struct {
	begun            time.Time
	same, differ     int
	byStatus         map[int]int
	unknown, dropped int
}

// saw counts an answer that is the same.
func (r *result) saw(status int) {
	if r.byStatus == nil {
		r.byStatus = map[int]int{}
	}
	r.same++
	r.byStatus[status]++
}

// tell counts a difference, and prints it if there were not many.
func (r *result) tell(what, ours, theirs string) {
	if r.differ++; r.differ <= most {
		fmt.Printf("%s\n  ours   %s\n  theirs %s\n", what, ours, theirs)
	}
}

// print prints the counts on one line.
func (r *result) print(what string) {
	fmt.Printf("%s: %d the same, %d differ, %d not compared, in %v; by status %v\n", what, r.same, r.differ, r.unknown+r.dropped,
		time.Since(r.begun).Round(100*time.Millisecond), r.byStatus)
}
