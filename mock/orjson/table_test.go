package orjson_test

// document is a case of Parse: Out is what orjson writes when it writes the value
// again, nil when there is no value or it is too deep to be written.
type document struct {
	In    string
	Out   *string
	Error string
}
