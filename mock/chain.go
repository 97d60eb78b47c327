package mock

// handler answers a call, or lets the next one do it.
type handler func(*call)

// chain is what every request passes on its way to authentik's front, from the outside in.
func (f *fake) chain() handler {
	return f.patient(f.logged(f.observed(f.journalled(f.stamped(f.guarded(f.placed(f.faulted(f.caught(f.steered(f.front))))))))))
}
