using System.Xml.Linq;

namespace RtcVoice.Server.Tests.Packages;

/// <summary>What a package says of itself (its nuspec).</summary>
/// <param name="Metadata">The element of that name.</param>
internal sealed record PackageDescription(XElement Metadata)
{
    /// <summary>The names of the packages that it needs.</summary>
    public IEnumerable<string> Dependencies => Metadata.Descendants(Metadata.Name.Namespace + "dependency").Select(d => d.Attribute("id")!.Value);

    /// <summary>The text of an element, or null.</summary>
    public string? Element(string name) => Metadata.Element(Metadata.Name.Namespace + name)?.Value;
}
