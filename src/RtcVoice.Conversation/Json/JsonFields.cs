using System.Text.Json;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Json;

/// <summary>
/// The fields of one object that a client sent. It knows what was asked for, so that whatever is left at the end is a
/// mistake of the client's, and can say what would have been right.
/// </summary>
internal sealed class JsonFields
{
    // A name that a client made up is told back to it, but not at any length.
    private const int MaxToldName = 64;

    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];
    private readonly string _path;
    private readonly string? _repeated;

    /// <summary>Takes up an object.</summary>
    /// <param name="value">The object.</param>
    /// <exception cref="InvalidConfigException">It is something else.</exception>
    public JsonFields(JsonValue value)
    {
        _path = value.Path;
        foreach (JsonProperty field in value.Properties())
        {
            string name = value.NameOf(field);
            if (!_fields.TryAdd(name, field.Value))
            {
                _repeated ??= name;
            }
        }
    }

    /// <summary>A field that has to be there; null is for its reader to refuse.</summary>
    public JsonValue Required(string name) => TryTake(name, out JsonValue value)
        ? value
        : throw new InvalidConfigException("missing_required_parameter", $"'{PathOf(name)}' is missing: send it.", PathOf(name));

    /// <summary>A field that may be absent; null is the same as absent.</summary>
    public bool TryGet(string name, out JsonValue value) => TryTake(name, out value) && !value.IsNull;

    /// <summary>A field that may be absent; null is the same as absent.</summary>
    public T? Optional<T>(string name, Func<JsonValue, T> read)
        where T : class => TryGet(name, out JsonValue value) ? read(value) : null;

    /// <summary>A field that may be absent; null is the same as absent.</summary>
    public T Or<T>(string name, T otherwise, Func<JsonValue, T> read) => TryGet(name, out JsonValue value) ? read(value) : otherwise;

    /// <summary>A field of a partial update.</summary>
    /// <param name="name">The field.</param>
    /// <param name="kept">What holds when it is absent.</param>
    /// <param name="cleared">What holds when it is null.</param>
    /// <param name="read">Reads anything else.</param>
    public T Change<T>(string name, T kept, T cleared, Func<JsonValue, T> read)
    {
        if (!TryTake(name, out JsonValue value))
        {
            return kept;
        }

        return value.IsNull ? cleared : read(value);
    }

    /// <summary>Fields that are nobody's mistake and of no use here, whatever they hold.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            _fields.Remove(name);
        }
    }

    /// <summary>Refuses what nobody has asked for, and a field that was given twice.</summary>
    public void RefuseRest()
    {
        if (_fields.Keys.FirstOrDefault() is { } name)
        {
            throw new InvalidConfigException(
                "unknown_parameter",
                $"There is no field '{Told(name)}' here: leave it out. What may be sent: {string.Join(", ", _known)}.",
                PathOf(Told(name)));
        }

        if (_repeated is not null)
        {
            throw new InvalidConfigException("invalid_value", $"'{Told(_repeated)}' is given twice: send it once.", PathOf(Told(_repeated)));
        }
    }

    private static string Told(string name) => name.Length <= MaxToldName ? name : name[..MaxToldName];

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private bool TryTake(string name, out JsonValue value)
    {
        _known.Add(name);
        bool isThere = _fields.Remove(name, out JsonElement element);
        value = new JsonValue(element, PathOf(name));
        return isThere;
    }
}
