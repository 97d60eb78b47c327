// Command mutants measures how much the tests notice: it changes the code in random places, one
// change at a time, and runs the tests that reach the place. A change that no test notices
// survives.
//
// All sampled changes are compiled into the test binaries at once, each behind a switch (package
// switches), so that a mutant costs a run of the tests and no build.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	n := flag.Int("n", 150, "how many changes to try")
	seed := flag.Uint64("seed", 1, "which sample of the possible changes; the same seed gives the same sample of the same code")
	only := flag.String("only", "", "comma-separated numbers of the sample to run, such as those that survived")
	list := flag.Bool("list", false, "list the sample and run nothing")
	flag.Parse()
	if len(flag.Args()) == 0 || *n < 1 {
		fmt.Fprintln(os.Stderr, "usage: mutants [-n N] [-seed N] [-only N,…] [-list] package…, such as ./mock/internal/drf")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *n, *seed, *only, *list, flag.Args()); err != nil {
		fmt.Fprintf(os.Stderr, "mutants: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, n int, seed uint64, only string, list bool, packages []string) error {
	loaded, err := load(packages)
	if err != nil {
		return err
	}
	sampled := sample(loaded, n, seed)
	chosen, err := choose(sampled, only)
	if err != nil {
		return err
	}
	if list {
		for _, m := range chosen {
			fmt.Println(m)
		}
		return nil
	}
	dir, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	overlay, err := writeOverlay(dir, sampled)
	if err != nil {
		return err
	}
	those, err := suites(dir, chosen)
	if err != nil {
		return err
	}
	return report(ctx, dir, overlay, those, chosen, seed)
}
