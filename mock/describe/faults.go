package describe

import "github.com/authentik-mock/authentik-mock/mock/internal/faults"

// Fault is a preset: a fault on demand that has a name of its own.
type Fault struct {
	Name string
	// About says in one line what happens.
	About string
	// Strikes says on which side of a change of the state: "before", "after", or "before or after" for what strikes before
	// unless it is told otherwise.
	Strikes string
	// Known says how it is known that authentik answers so: "recorded", "read" in its source or that of its framework, or
	// "modelled"; "made" for a fault of the connection, which is nobody's answer. From says where that is to be seen.
	Known, From string
}

// Faults are the presets.
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
