package main

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/mutants/switches"
)

// patience is how many times longer than without a change a run may take before the mutant counts
// as noticed.
const patience = 4

// report runs the tests against each mutant, those of its own package first and then the fastest,
// and reports which mutants survived.
func report(ctx context.Context, suites []*suite, mutants []mutant, seed uint64) error {
	var survivors []mutant
	for _, m := range mutants {
		elsewhere := func(s *suite) int {
			if s.dir == filepath.Dir(m.path) {
				return 0
			}
			return 1
		}
		slices.SortFunc(suites, func(a, b *suite) int { return cmp.Or(elsewhere(a)-elsewhere(b), cmp.Compare(a.took, b.took)) })
		by := noticed(ctx, suites, m)
		if err := ctx.Err(); err != nil {
			return err
		}
		fmt.Printf("%s\n     %s\n", m, by)
		if by == survived || by == unreached {
			survivors = append(survivors, m)
		}
	}
	fmt.Printf("\n%d of %d noticed (%.1f %%), sample %d\n", len(mutants)-len(survivors), len(mutants),
		100*float64(len(mutants)-len(survivors))/float64(len(mutants)), seed)
	var numbers []string
	for _, m := range survivors {
		numbers = append(numbers, strconv.Itoa(m.number))
	}
	if len(numbers) > 0 {
		fmt.Printf("run those that survived again: -only %s\n", strings.Join(numbers, ","))
	}
	return nil
}

// The outcome of a mutant that no test notices.
const (
	survived  = "SURVIVED"
	unreached = "SURVIVED: no test reaches it"
)

// noticed returns the name of the suite that fails with the mutant.
func noticed(ctx context.Context, suites []*suite, m mutant) string {
	result := unreached
	for _, s := range suites {
		if !s.reached[m.number] {
			continue
		}
		result = survived
		if _, err := s.run(ctx, patience*s.took+10*time.Second, switches.On+"="+strconv.Itoa(m.number)); err != nil {
			return "noticed by " + s.name
		}
	}
	return result
}
