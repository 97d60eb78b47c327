package report

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/sets"
)

// folder holds the results of the scenarios in a folder, those that differ first.
type folder struct {
	Name string
	Told []inFolder
}

// inFolder is a scenario in a folder. Part is the number of its packed exchanges.
type inFolder struct {
	toldTogether
	Report play.Report
	Part   int
}

// Differs reports whether a scenario needs attention.
func (g toldTogether) Differs() bool {
	return g[0].Verdict == play.Failed || g[0].Verdict == play.Broken
}

// IsPacked reports whether the exchanges are packed.
func (g toldTogether) IsPacked() bool {
	return g[0].Verdict == play.Passed || g[0].Verdict == play.Skipped
}

// Words returns what the page searches: title, file, reason and addresses.
func (g toldTogether) Words() string {
	words := []string{g[0].Scenario.Title, g[0].Scenario.File, g[0].Reason}
	for _, e := range g[0].Exchanges {
		words = sets.AddNew(words, []string{e.Method + " " + e.Path})
	}
	return strings.Join(words, " ")
}

// Differs reports whether a scenario of the folder needs attention.
func (f folder) Differs() bool {
	return slices.ContainsFunc(f.Told, func(one inFolder) bool { return one.Differs() })
}

// verdictCount is a number of results with a verdict.
type verdictCount struct {
	verdict play.Verdict
	times   int
}

// Bad reports whether the verdict needs attention.
func (c verdictCount) Bad() bool { return c.verdict == play.Failed || c.verdict == play.Broken }

// String returns the count in words: 3 passed.
func (c verdictCount) String() string { return fmt.Sprintf("%d %s", c.times, c.verdict) }

// Counts returns the numbers of the folder's results, by verdict.
func (f folder) Counts() []verdictCount {
	var counts []verdictCount
	for _, v := range verdictOrder {
		times := 0
		for _, one := range f.Told {
			if one.First().Verdict == v {
				times += len(one.toldTogether)
			}
		}
		if times > 0 {
			counts = append(counts, verdictCount{v, times})
		}
	}
	return counts
}

// foldersOf returns the results by folder, folders that differ first, and the packed exchanges.
func foldersOf(r play.Report) ([]folder, string, error) {
	var folders []folder
	var parts []string
	for _, told := range together(r.Results) {
		one := inFolder{told, r, len(parts)}
		if told.IsPacked() {
			var part bytes.Buffer
			if err := one.exchanges().Render(&part); err != nil {
				return nil, "", err
			}
			parts = append(parts, part.String())
		}
		name := path.Dir(strings.ReplaceAll(told[0].Scenario.File, `\`, "/"))
		i := slices.IndexFunc(folders, func(f folder) bool { return f.Name == name })
		if i < 0 {
			i, folders = len(folders), append(folders, folder{Name: name})
		}
		folders[i].Told = append(folders[i].Told, one)
	}
	for _, f := range folders {
		slices.SortStableFunc(f.Told, func(a, b inFolder) int { return order(a.First().Verdict) - order(b.First().Verdict) })
	}
	slices.SortStableFunc(folders, func(a, b folder) int { return order(a.worst()) - order(b.worst()) })
	packed, err := pack(parts)
	return folders, packed, err
}

// worst returns the verdict that opens or closes the folder.
func (f folder) worst() play.Verdict {
	if f.Differs() {
		return play.Failed
	}
	return play.Passed
}

// verdictOrder lists the verdicts, those that need attention first.
var verdictOrder = []play.Verdict{play.Failed, play.Broken, play.Known, play.Passed, play.Skipped}

func order(v play.Verdict) int { return slices.Index(verdictOrder, v) }

// profilesOf returns the profiles of a report, in the order of their first appearance.
func profilesOf(r play.Report) []string {
	var names []string
	for _, result := range r.Results {
		names = sets.AddNew(names, []string{result.Profile})
	}
	return names
}
