package describe

import "github.com/authentik-mock/authentik-mock/mock/internal/faults"

// Fault is a preset: a fault on demand that has a name of its own.
type Fault struct {
	Name string
	// About describes the effect in one line.
	About string
	// Strikes is the side of a change of the state: "before", "after", or "before or after" for one that
	// strikes before by default.
	Strikes string
	// Known is the evidence that authentik answers so: "recorded", "read" in its source or that of its
	// framework, or "modelled"; "made" for a fault of the connection, which is not an answer. From is the
	// place of the evidence.
	Known, From string
}

// Faults returns the presets.
func Faults() []Fault {
	all := make([]Fault, len(faults.Presets))
	for i, p := range faults.Presets {
		strikes := string(p.When)
		if p.AfterToo {
			strikes += " or " + string(faults.After)
		}
		all[i] = Fault{p.Name, p.About, strikes, p.Known, p.From}
	}
	return all
}
